package dev.drydock.activities.database;

import java.util.ArrayList;
import java.util.List;

/** Lists that people read: the first of them, and how many more there are. */
public final class Few {
  private Few() {}

  /** The last one is {@code and 7 more} where something was left out. */
  public static List<String> of(List<String> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<String> few = new ArrayList<>(all.subList(0, most));
    few.add("and " + (all.size() - most) + " more");
    return few;
  }

  /** {@code a, b, and 7 more}. */
  public static String joined(List<String> all, int most, String between) {
    return String.join(between, of(all, most));
  }
}
