package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What clients send: JSON, or YAML where it does not begin like JSON. */
final class Bodies {
  private Bodies() {}

  static JsonNode any(String text) {
    if (text.startsWith("k8s\0")) {
      throw Errors.unsupportedMediaType("application/vnd.kubernetes.protobuf");
    }
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      return Json.parse(text);
    }
    try {
      return Json.MAPPER.valueToTree(Serialization.unmarshal(text, Object.class));
    } catch (RuntimeException e) {
      throw Errors.badRequest("error decoding YAML: " + e.getMessage());
    }
  }

  static ObjectNode object(String text) {
    if (!text.isBlank() && any(text) instanceof ObjectNode o) {
      return o;
    }
    throw Errors.badRequest("the object provided is unrecognized (must be of type JSON object)");
  }

  /** An empty body is an empty object. */
  static ObjectNode optional(String text) {
    return text.isBlank() ? Json.object() : object(text);
  }
}
