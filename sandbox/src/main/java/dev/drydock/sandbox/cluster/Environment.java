package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment of a container from its {@code envFrom} and {@code env}, and what follows. */
final class Environment {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]+)\\)");

  private final Store store;
  private final JsonNode pod;
  private final Map<String, String> values = new LinkedHashMap<>();

  Environment(Store store, JsonNode pod) {
    this.store = store;
    this.pod = pod;
  }

  /** The variables the container asks for, in order. */
  Map<String, String> of(JsonNode container) throws ConfigException {
    for (JsonNode from : Json.items(container, "envFrom")) {
      String prefix = Json.text(from, "prefix");
      Kind kind = from.has("secretRef") ? Kind.SECRET : Kind.CONFIG_MAP;
      JsonNode ref = from.path(kind.equals(Kind.SECRET) ? "secretRef" : "configMapRef");
      data(kind, ref).forEach((k, v) -> values.put(prefix + k, v));
    }
    for (JsonNode entry : Json.items(container, "env")) {
      String value = value(entry);
      if (value != null) {
        values.put(Json.text(entry, "name"), value);
      }
    }
    return values;
  }

  private String value(JsonNode entry) throws ConfigException {
    JsonNode from = entry.path("valueFrom");
    if (from.has("secretKeyRef")) {
      return key(Kind.SECRET, from.get("secretKeyRef"));
    }
    if (from.has("configMapKeyRef")) {
      return key(Kind.CONFIG_MAP, from.get("configMapKeyRef"));
    }
    if (from.has("fieldRef")) {
      return field(Json.text(from, "fieldRef", "fieldPath"));
    }
    return expand(Json.text(entry, "value"), values);
  }

  private String field(String path) {
    Matcher keyed = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)'\\]").matcher(path);
    if (keyed.matches()) {
      return Json.text(pod, "metadata", keyed.group(1), keyed.group(2));
    }
    return switch (path) {
      case "status.podIP", "status.hostIP" -> "127.0.0.1";
      case "spec.nodeName" -> Kubelet.NODE;
      default -> Json.text(pod, path.split("\\.", -1));
    };
  }

  private String key(Kind kind, JsonNode ref) throws ConfigException {
    Map<String, String> data = data(kind, ref);
    String key = Json.text(ref, "key");
    if (!data.containsKey(key) && !ref.path("optional").asBoolean()) {
      String where = Meta.namespace(pod) + "/" + Json.text(ref, "name");
      throw new ConfigException("couldn't find key " + key + " in " + kind.kind() + " " + where);
    }
    return data.get(key);
  }

  private Map<String, String> data(Kind kind, JsonNode ref) throws ConfigException {
    String name = Json.text(ref, "name");
    var found = store.get(new Key(kind, Meta.namespace(pod), name));
    if (found.isEmpty()) {
      if (ref.path("optional").asBoolean()) {
        return Map.of();
      }
      String what = kind.kind().toLowerCase(java.util.Locale.ROOT);
      throw new ConfigException(what + " \"" + name + "\" not found");
    }
    return content(kind, found.get());
  }

  private static Map<String, String> content(Kind kind, JsonNode object) {
    Map<String, String> data = Meta.strings(Json.at(object, "data"));
    if (kind.equals(Kind.SECRET)) {
      data.replaceAll((k, v) -> new String(Base64.getDecoder().decode(v), StandardCharsets.UTF_8));
    }
    return data;
  }

  static String expand(String text, Map<String, String> values) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            m -> {
              String name = m.group(1);
              String value = name == null ? "$" : values.getOrDefault(name, m.group());
              return Matcher.quoteReplacement(value);
            });
  }

  static List<String> expand(List<JsonNode> words, Map<String, String> values) {
    List<String> expanded = new ArrayList<>();
    words.forEach(w -> expanded.add(expand(w.asText(), values)));
    return expanded;
  }
}
