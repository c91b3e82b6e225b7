package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a fingerprint is made of.
 *
 * @param form by which it was computed; two of different forms cannot be compared
 * @param snapshot {@code xmin:xmax:xip_list} of the moment in a baseline, else null; not part of
 *     the digest
 * @param schema MD5 of each object's definition, by {@code kind name}
 * @param tables by qualified name; large objects count as one
 * @param sequences last value and whether it was given out, by qualified name
 */
record Content(
    int form,
    String snapshot,
    SortedMap<String, String> schema,
    SortedMap<String, Rows> tables,
    SortedMap<String, String> sequences) {

  static final int FORM = 2;

  /**
   * @param sum of the rows' 64-bit hashes; a sum, because equal rows would cancel each other in XOR
   * @param buckets only in a baseline, and not part of the digest; else null
   */
  record Rows(long count, String sum, Buckets buckets) {}

  Content {
    schema = new TreeMap<>(schema);
    tables = new TreeMap<>(tables);
    sequences = new TreeMap<>(sequences);
  }

  String digest() {
    SortedMap<String, String> sums = new TreeMap<>();
    tables.forEach((name, rows) -> sums.put(name, rows.count() + " " + rows.sum()));
    return Digest.ofJson(List.of(schema, sums, sequences));
  }

  long rows() {
    return tables.values().stream().mapToLong(Rows::count).sum();
  }

  byte[] json() {
    return Json.bytes(this);
  }

  static Content read(byte[] json) {
    return Json.read(json, Content.class);
  }

  /** What differs in {@code later}: tables by name, then sequences and schema objects. */
  List<String> differences(Content later) {
    if (form != later.form) {
      return List.of("the way it is computed: another version of Drydock took the first one");
    }
    List<String> found = new ArrayList<>(tablesThatDiffer(later));
    sequencesThatDiffer(later).forEach(name -> found.add("sequence " + name));
    found.addAll(objectsThatDiffer(later));
    return found;
  }

  List<String> tablesThatDiffer(Content later) {
    return differing(tables, later.tables, rows -> rows.count() + " " + rows.sum());
  }

  List<String> sequencesThatDiffer(Content later) {
    return differing(sequences, later.sequences, value -> value);
  }

  List<String> objectsThatDiffer(Content later) {
    return differing(schema, later.schema, definition -> definition);
  }

  /** The same as {@link #differences}, with the numbers of rows. */
  List<String> figures(Content later) {
    if (form != later.form) {
      return differences(later);
    }
    List<String> found = new ArrayList<>();
    tablesThatDiffer(later).forEach(name -> found.add(name + ": " + rows(later, name)));
    for (String name : sequencesThatDiffer(later)) {
      String then = last(sequences.get(name));
      String now = last(later.sequences.get(name));
      found.add("sequence " + name + ": " + then + " at the seal, " + now + " in the backup");
    }
    found.addAll(objectsThatDiffer(later));
    return found;
  }

  private String rows(Content later, String table) {
    String then = rows(tables.get(table));
    String now = rows(later.tables.get(table));
    return then.equals(now)
        ? then + " in both, and not the same"
        : then + " at the seal, " + now + " in the backup";
  }

  private static String rows(Rows rows) {
    return rows == null ? "no table" : rows.count() + " rows";
  }

  private static String last(String value) {
    return value == null ? "none" : value.split(" ", 2)[0];
  }

  private static <V> List<String> differing(
      Map<String, V> before, Map<String, V> now, Function<V, String> compared) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .filter(
            name ->
                !Objects.equals(
                    compared(before.get(name), compared), compared(now.get(name), compared)))
        .toList();
  }

  private static <V> String compared(V value, Function<V, String> compared) {
    return value == null ? null : compared.apply(value);
  }
}
