package dev.drydock.workflows;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a restore would discard: all that was written since the fingerprint after the upgrade.
 *
 * @param digest of the rows themselves; a person agrees to lose exactly these
 * @param lost what it is, those with most rows first
 * @param location where those rows are kept, for people to read
 */
public record Discard(String digest, List<Lost> lost, String location) {
  /** Runs that were begun before this was told line by line have none. */
  public Discard {
    lost = lost == null ? List.of() : List.copyOf(lost);
  }

  /**
   * One line of it.
   *
   * @param words {@code public.build: 3 rows added, 1 changed}
   * @param rows how many are lost; 0 where it is none, as of a sequence
   * @param things how many tables and others it tells of, where the last line is {@code and 7 more}
   */
  public record Lost(String words, long rows, int things) {
    public Lost(String words, long rows) {
      this(words, rows, 1);
    }
  }

  /** What people type to agree: {@code 7F3A-K2Q9}. */
  public String code() {
    return Digest.code(digest);
  }

  /**
   * In lines for people.
   *
   * @param most how many; what is left out is counted: {@code and 21 more (11,106 rows)}
   */
  public List<String> lines(int most) {
    return few(most).stream().map(Lost::words).toList();
  }

  /** The first lines, and one for all the others. */
  public List<Lost> few(int most) {
    return few(lost, most);
  }

  /** As {@link #few(int)}, of what was found. */
  public static List<Lost> few(List<Lost> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<Lost> others = all.subList(most, all.size());
    int things = others.stream().mapToInt(Lost::things).sum();
    long rows = others.stream().mapToLong(Lost::rows).sum();
    String counted = rows == 0 ? "" : " (" + Counted.of(rows, "row") + ")";
    return Stream.concat(
            all.stream().limit(most),
            Stream.of(new Lost("and " + things + " more" + counted, rows, things)))
        .toList();
  }
}
