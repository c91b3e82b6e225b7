package dev.drydock.activities.database.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.workflows.book.Json;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the files of a backup lie in an object storage, as its manifest tells under {@code stored}.
 *
 * @param below what stands between the backup's name and its files: the attempt that sent them;
 *     empty in backups of before each attempt had its own
 * @param files their names; null where a manifest of before does not tell
 */
record Placed(String below, SortedSet<String> files) {
  private static final String FIELD = "stored";

  /**
   * @throws IllegalArgumentException if it is not JSON
   */
  static Placed of(String manifest) {
    JsonNode json = Json.read(manifest);
    return json.has(FIELD)
        ? Json.convert(json.get(FIELD), Placed.class)
        : new Placed("", named(json).orElse(null));
  }

  /** The files that a manifest names by itself; empty where it names none. */
  static Optional<SortedSet<String>> named(String manifest) {
    return named(Json.read(manifest));
  }

  private static Optional<SortedSet<String>> named(JsonNode json) {
    JsonNode files = json.path("files");
    if (!files.isObject()) {
      return Optional.empty();
    }
    SortedSet<String> names = new TreeSet<>();
    files.fieldNames().forEachRemaining(names::add);
    return Optional.of(names);
  }

  /**
   * @return the manifest with this in it
   */
  String into(String manifest) {
    ObjectNode json = (ObjectNode) Json.read(manifest);
    json.set(FIELD, Json.tree(this));
    return Json.pretty(json);
  }

  /** What stands between the backup's name and a file of it. */
  String prefix() {
    return below.isEmpty() ? "" : below + "/";
  }

  /**
   * @param file what stands behind the {@link #prefix}
   */
  boolean holds(String file) {
    boolean isNamed = files == null ? !file.equals(BackupStore.MANIFEST) : files.contains(file);
    return isNamed && !file.contains("/");
  }

  /**
   * @param key what stands behind the backup's name
   * @return whether another attempt left it
   */
  boolean isOfAnother(String key) {
    return below.isEmpty() ? key.contains("/") : !key.startsWith(prefix());
  }
}
