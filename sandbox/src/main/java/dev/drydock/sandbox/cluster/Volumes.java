package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The volumes of one pod as directories: emptyDir, configMap and secret (written once, later
 * changes do not arrive); every other kind is an empty directory.
 */
final class Volumes {
  private final Store store;
  private final JsonNode pod;
  private final Path dir;

  Volumes(Store store, JsonNode pod, Path dir) {
    this.store = store;
    this.pod = pod;
    this.dir = dir;
  }

  /** Makes them all. */
  void prepare() throws ConfigException {
    for (JsonNode volume : Json.items(pod, "spec", "volumes")) {
      Map<String, byte[]> files = files(volume);
      try {
        Path target = Files.createDirectories(dir.resolve(Json.text(volume, "name")));
        for (var file : files.entrySet()) {
          Path path = target.resolve(file.getKey()).normalize();
          Files.createDirectories(path.getParent());
          Files.write(path, file.getValue());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Map<String, byte[]> files(JsonNode volume) throws ConfigException {
    String name = Json.text(volume, "name");
    if (volume.has("secret")) {
      JsonNode source = volume.get("secret");
      return files(name, Kind.SECRET, Json.text(source, "secretName"), source);
    }
    if (volume.has("configMap")) {
      JsonNode source = volume.get("configMap");
      return files(name, Kind.CONFIG_MAP, Json.text(source, "name"), source);
    }
    return Map.of();
  }

  private Map<String, byte[]> files(String volume, Kind kind, String object, JsonNode source)
      throws ConfigException {
    var found = store.get(new Key(kind, Meta.namespace(pod), object));
    if (found.isEmpty()) {
      if (source.path("optional").asBoolean()) {
        return Map.of();
      }
      String what = kind.kind().toLowerCase(java.util.Locale.ROOT);
      throw new ConfigException(
          "MountVolume.SetUp failed for volume \""
              + volume
              + "\" : "
              + what
              + " \""
              + object
              + "\" not found");
    }
    Map<String, byte[]> data = data(kind, found.get());
    List<JsonNode> items = Json.items(source, "items");
    if (items.isEmpty()) {
      return data;
    }
    Map<String, byte[]> chosen = new TreeMap<>();
    for (JsonNode item : items) {
      byte[] content = data.get(Json.text(item, "key"));
      if (content == null) {
        String text = "references non-existent config key: " + Json.text(item, "key");
        throw new ConfigException(
            "MountVolume.SetUp failed for volume \"" + volume + "\" : " + text);
      }
      chosen.put(Json.text(item, "path"), content);
    }
    return chosen;
  }

  private static Map<String, byte[]> data(Kind kind, JsonNode object) {
    Map<String, byte[]> data = new TreeMap<>();
    Meta.strings(Json.at(object, "data"))
        .forEach(
            (k, v) ->
                data.put(
                    k,
                    kind.equals(Kind.SECRET)
                        ? Base64.getDecoder().decode(v)
                        : v.getBytes(StandardCharsets.UTF_8)));
    Meta.strings(Json.at(object, "binaryData"))
        .forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
    return data;
  }

  /** What one container sees of them. */
  Mounts mounts(JsonNode container) {
    Mounts mounts = new Mounts();
    for (JsonNode mount : Json.items(container, "volumeMounts")) {
      Path path = dir.resolve(Json.text(mount, "name"));
      String sub = Json.text(mount, "subPath");
      mounts.add(Json.text(mount, "mountPath"), sub.isEmpty() ? path : path.resolve(sub));
    }
    return mounts;
  }
}
