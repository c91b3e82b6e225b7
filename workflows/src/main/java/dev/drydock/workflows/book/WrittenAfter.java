package dev.drydock.workflows.book;

import dev.drydock.workflows.Counted;
import java.time.Instant;
import java.util.List;

/**
 * What the sealed copy holds that the durable backup does not: rows that were added or changed
 * between the two. Rows that were deleted are not counted.
 *
 * @param since the moment that the backup holds
 * @param rows how many were added or changed, at least
 * @param tables how many tables they are in
 * @param most names of some of these tables, those with most rows first
 * @param sure false where rows of long ago may be among them, because the server's 32-bit
 *     transaction numbers have come round
 */
public record WrittenAfter(Instant since, long rows, int tables, List<String> most, boolean sure) {
  /** The {@link Named#name()} of its event. */
  public static final String NAME = "written-after-backup";

  public WrittenAfter {
    most = most == null ? List.of() : List.copyOf(most);
  }

  /**
   * {@code at least 1,204 rows in 3 tables (public.build, public.log, public.plain) were written
   * after it, and are in the sealed copy}.
   *
   * @param backup {@code it}
   * @param kept where these rows are: {@code the sealed copy}
   */
  public String words(String backup, String kept) {
    if (rows == 0) {
      return "no row was added or changed after " + backup;
    }
    return (sure ? "at least " : "about ")
        + Counted.of(rows, "row")
        + where()
        + (rows == 1 ? " was" : " were")
        + " written after "
        + backup
        + (rows == 1 ? ", and is in " : ", and are in ")
        + kept;
  }

  private String where() {
    if (tables == 1 && most.size() == 1) {
      return " of " + most.get(0);
    }
    int more = tables - most.size();
    String named = String.join(", ", most) + (more > 0 ? " and " + more + " more" : "");
    return " in " + Counted.of(tables, "table") + (most.isEmpty() ? "" : " (" + named + ")");
  }
}
