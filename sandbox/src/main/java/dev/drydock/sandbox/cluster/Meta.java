package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every object carries in {@code metadata}. */
final class Meta {
  private Meta() {}

  static String name(JsonNode object) {
    return Json.text(object, "metadata", "name");
  }

  static String namespace(JsonNode object) {
    return Json.text(object, "metadata", "namespace");
  }

  static String uid(JsonNode object) {
    return Json.text(object, "metadata", "uid");
  }

  static long generation(JsonNode object) {
    return Json.at(object, "metadata", "generation").asLong();
  }

  static boolean terminating(JsonNode object) {
    return Json.has(object, "metadata", "deletionTimestamp");
  }

  static Map<String, String> labels(JsonNode object) {
    return strings(Json.at(object, "metadata", "labels"));
  }

  static Map<String, String> strings(JsonNode map) {
    Map<String, String> all = new LinkedHashMap<>();
    map.properties().forEach(e -> all.put(e.getKey(), e.getValue().asText()));
    return all;
  }

  static String annotation(JsonNode object, String name) {
    return Json.text(object, "metadata", "annotations", name);
  }

  static List<JsonNode> owners(JsonNode object) {
    return Json.items(object, "metadata", "ownerReferences");
  }

  static Optional<JsonNode> controller(JsonNode object) {
    return owners(object).stream().filter(o -> o.path("controller").asBoolean()).findFirst();
  }

  static boolean controlledBy(JsonNode object, JsonNode owner) {
    return controller(object).map(o -> Json.text(o, "uid").equals(uid(owner))).orElse(false);
  }

  static void own(ObjectNode object, Kind kind, JsonNode owner) {
    ObjectNode reference = Json.object();
    reference.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    reference.put("name", name(owner)).put("uid", uid(owner));
    reference.put("controller", true).put("blockOwnerDeletion", true);
    Json.child(object, "metadata").withArray("ownerReferences").add(reference);
  }

  static boolean hasFinalizer(JsonNode object, String finalizer) {
    return Json.items(object, "metadata", "finalizers").stream()
        .anyMatch(f -> f.asText().equals(finalizer));
  }

  static void removeFinalizer(ObjectNode object, String finalizer) {
    var left = Json.array();
    Json.items(object, "metadata", "finalizers").stream()
        .filter(f -> !f.asText().equals(finalizer))
        .forEach(left::add);
    Json.child(object, "metadata").set("finalizers", left);
  }

  static void addFinalizer(ObjectNode object, String finalizer) {
    if (!hasFinalizer(object, finalizer)) {
      Json.child(object, "metadata").withArray("finalizers").add(finalizer);
    }
  }
}
