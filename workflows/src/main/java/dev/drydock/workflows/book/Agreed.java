package dev.drydock.workflows.book;

import dev.drydock.workflows.Discard;
import java.util.List;

/**
 * What a person agreed to lose so that a run could go back.
 *
 * @param code that they gave, which names exactly this
 * @param person id
 * @param what it was; null where an earlier version did not tell
 */
public record Agreed(String code, String person, Discard what) {
  /**
   * {@code public.product: 260 rows added; public.log: 3 rows added}; empty where it is not told.
   *
   * @param most how many tables
   */
  public String words(int most) {
    List<String> lines = what == null ? List.of() : what.lines(most);
    return String.join("; ", lines);
  }
}
