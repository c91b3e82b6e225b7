package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Json;
import java.nio.charset.StandardCharsets;
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
 * @param schema MD5 of each object's definition, by {@code kind name}
 * @param tables by qualified name
 * @param sequences last value and whether it was given out, by qualified name
 */
record Content(
    SortedMap<String, String> schema,
    SortedMap<String, Rows> tables,
    SortedMap<String, String> sequences) {

  /**
   * @param sum of the rows' 64-bit hashes; a sum, because equal rows would cancel each other in XOR
   */
  record Rows(long count, String sum) {}

  Content {
    schema = new TreeMap<>(schema);
    tables = new TreeMap<>(tables);
    sequences = new TreeMap<>(sequences);
  }

  String digest() {
    return Digest.ofJson(this);
  }

  long rows() {
    return tables.values().stream().mapToLong(Rows::count).sum();
  }

  byte[] json() {
    return Json.write(this).getBytes(StandardCharsets.UTF_8);
  }

  static Content read(byte[] json) {
    return Json.convert(Json.read(new String(json, StandardCharsets.UTF_8)), Content.class);
  }

  /** What differs in {@code later}: tables by name, then sequences and schema objects. */
  List<String> differences(Content later) {
    List<String> found = new ArrayList<>();
    found.addAll(differing(tables, later.tables, name -> name));
    found.addAll(differing(sequences, later.sequences, name -> "sequence " + name));
    found.addAll(differing(schema, later.schema, name -> name));
    return found;
  }

  /** The same as {@link #differences}, with the numbers of rows. */
  List<String> figures(Content later) {
    List<String> found = new ArrayList<>();
    found.addAll(differing(tables, later.tables, name -> name + ": " + rows(later, name)));
    found.addAll(
        differing(
            sequences,
            later.sequences,
            name ->
                "sequence "
                    + name
                    + ": "
                    + last(sequences.get(name))
                    + " at the seal, "
                    + last(later.sequences.get(name))
                    + " in the backup"));
    found.addAll(differing(schema, later.schema, name -> name));
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
      Map<String, V> before, Map<String, V> now, Function<String, String> words) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(before.get(name), now.get(name)))
        .map(words)
        .toList();
  }
}
