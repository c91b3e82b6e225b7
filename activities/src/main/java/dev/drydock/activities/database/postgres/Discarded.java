package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.Counted;
import dev.drydock.workflows.Discard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What putting the sealed state back would discard: all that was written since a baseline.
 *
 * @param tables in which rows differ
 * @param sequences that moved
 * @param others objects that changed, one line each
 * @param location of the directory with the rows; empty where there is none
 * @param checksum {@code sha256:...} over the files in it; empty where there is none
 */
record Discarded(
    List<Table> tables,
    List<Sequence> sequences,
    List<String> others,
    String location,
    String checksum) {

  /** What an earlier version told has its sequences among the others. */
  Discarded {
    sequences = sequences == null ? List.of() : List.copyOf(sequences);
  }

  /**
   * @param exact false where it cannot be told whether a row was changed, or deleted and another
   *     one added: then it is counted among both {@code added} and {@code deleted}
   * @param file in the directory, with the added and changed rows as they are now; null where there
   *     are none
   * @param rows in the file
   */
  record Table(
      String name, long added, long changed, long deleted, boolean exact, String file, long rows) {
    /** {@code public.build: 3 rows added, 1 changed, 2 deleted}. */
    String line() {
      List<String> words = new ArrayList<>();
      word(words, added, exact ? "added" : "added (some perhaps changed)");
      word(words, changed, "changed");
      word(words, deleted, exact ? "deleted" : "deleted (some perhaps changed)");
      return name + ": " + String.join(", ", words);
    }

    /** The first figure says what is counted; large objects say so themselves. */
    private void word(List<String> words, long count, String what) {
      if (count > 0) {
        boolean isNamed = !words.isEmpty() || name.equals(Reading.LARGE_OBJECTS);
        String number = isNamed ? Counted.number(count) : Counted.of(count, "row");
        words.add(number + " " + what);
      }
    }

    private long touched() {
      return added + changed + deleted;
    }
  }

  /**
   * @param table that it belongs to; null where it stands alone
   * @param before {@code 375 true}: its last value, and whether that was given out; null where it
   *     was not there
   * @param now the same
   */
  record Sequence(String name, String table, String before, String now) {
    /** {@code sequence public.free: 375 -> 635}. */
    String line() {
      String from = value(before);
      String to = value(now);
      return "sequence "
          + name
          + ": "
          + (from.equals(to) ? from + " was given out" : from + " -> " + to);
    }

    private static String value(String told) {
      return told == null ? "none" : told.split(" ", 2)[0];
    }
  }

  boolean isNothing() {
    return tables.isEmpty() && sequences.isEmpty() && others.isEmpty();
  }

  /**
   * For people: a line for each table, those with most rows first, then the others. A sequence that
   * only moved along with its table is no loss of its own.
   *
   * @param most how many; what is left out is counted in one line
   */
  List<Discard.Lost> lost(int most) {
    List<Discard.Lost> all = new ArrayList<>();
    tables.stream()
        .sorted(Comparator.comparingLong(Table::touched).reversed())
        .forEach(table -> all.add(new Discard.Lost(table.line(), table.touched())));
    sequences.stream()
        .filter(sequence -> tables.stream().noneMatch(t -> t.name().equals(sequence.table())))
        .forEach(sequence -> all.add(new Discard.Lost(sequence.line(), 0)));
    others.forEach(other -> all.add(new Discard.Lost(other, 0)));
    return Discard.few(all, most);
  }
}
