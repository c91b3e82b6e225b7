package dev.drydock.activities.database;

import java.util.ArrayList;
import java.util.List;

/** Lists that people read: the first of them, and how many more there are. */
public final class Few {
  private Few() {}

  /** The last one is {@code and 7 more} where something was left out. */
  public static List<String> of(List<String> all, int most) {
    return of(all, most, 0);
  }

  /**
   * @param more how many there are beside {@code all}
   */
  public static List<String> of(List<String> all, int most, int more) {
    int left = Math.max(0, all.size() - most) + more;
    if (left == 0) {
      return all;
    }
    List<String> few = new ArrayList<>(all.subList(0, Math.min(most, all.size())));
    few.add("and " + left + " more");
    return few;
  }

  /** {@code a, b, and 7 more}. */
  public static String joined(List<String> all, int most, String between) {
    return String.join(between, of(all, most));
  }
}
