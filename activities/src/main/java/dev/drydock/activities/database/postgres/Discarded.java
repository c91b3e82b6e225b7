package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Few;
import java.util.ArrayList;
import java.util.List;

/**
 * What putting the sealed state back would discard: all that was written since a baseline.
 *
 * @param tables in which rows differ
 * @param others sequences that moved, objects that changed, one line each
 * @param location of the directory with the rows; empty where there is none
 * @param checksum {@code sha256:...} over the files in it; empty where there is none
 */
record Discarded(List<Table> tables, List<String> others, String location, String checksum) {

  /**
   * @param exact false where it cannot be told whether a row was changed, or deleted and another
   *     one added: then it is counted among both {@code added} and {@code deleted}
   * @param file in the directory, with the added and changed rows as they are now; null where there
   *     are none
   * @param rows in the file
   */
  record Table(
      String name, long added, long changed, long deleted, boolean exact, String file, long rows) {
    /** {@code public.build: 3 added, 1 changed, 2 deleted}. */
    String line() {
      List<String> words = new ArrayList<>();
      word(words, added, exact ? "added" : "added (some perhaps changed)");
      word(words, changed, "changed");
      word(words, deleted, exact ? "deleted" : "deleted (some perhaps changed)");
      return name + ": " + String.join(", ", words);
    }

    private static void word(List<String> words, long count, String what) {
      if (count > 0) {
        words.add(count + " " + what);
      }
    }
  }

  boolean isNothing() {
    return tables.isEmpty() && others.isEmpty();
  }

  /**
   * For people: a line for each table, then the others.
   *
   * @param most how many; what is left out is counted
   */
  List<String> lines(int most) {
    List<String> all = new ArrayList<>(tables.stream().map(Table::line).toList());
    all.addAll(others);
    return Few.of(all, most);
  }
}
