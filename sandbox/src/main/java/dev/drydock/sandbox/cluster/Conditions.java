package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The {@code conditions} of a status. */
final class Conditions {
  private Conditions() {}

  static Optional<JsonNode> find(JsonNode status, String type) {
    return Json.items(status, "conditions").stream()
        .filter(c -> Json.text(c, "type").equals(type))
        .findFirst();
  }

  static boolean is(JsonNode status, String type, String value) {
    return find(status, type).map(c -> Json.text(c, "status").equals(value)).orElse(false);
  }

  /** Sets one; its transition time changes only with its value. */
  static ObjectNode set(
      ObjectNode status, String type, String value, String reason, String message) {
    boolean same = is(status, type, value);
    ObjectNode condition =
        find(status, type)
            .map(c -> (ObjectNode) c)
            .orElseGet(() -> array(status).addObject().put("type", type));
    condition.put("status", value);
    if (!same) {
      condition.put("lastTransitionTime", Json.now());
    }
    text(condition, "reason", reason);
    text(condition, "message", message);
    return condition;
  }

  private static ArrayNode array(ObjectNode status) {
    return status.get("conditions") instanceof ArrayNode a ? a : status.putArray("conditions");
  }

  private static void text(ObjectNode condition, String field, String value) {
    if (value.isEmpty()) {
      condition.remove(field);
    } else {
      condition.put(field, value);
    }
  }

  static void remove(ObjectNode status, String type) {
    ArrayNode left = Json.array();
    Json.items(status, "conditions").stream()
        .filter(c -> !Json.text(c, "type").equals(type))
        .forEach(left::add);
    status.set("conditions", left);
  }
}
