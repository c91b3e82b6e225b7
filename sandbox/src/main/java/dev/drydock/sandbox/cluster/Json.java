package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Short ways through Jackson trees. Absent things are a MissingNode, "" or an empty list, never
 * null.
 */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw Errors.badRequest("the object provided is not JSON: " + e.getOriginalMessage());
    }
  }

  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode at(JsonNode node, String... path) {
    JsonNode here = node == null ? MissingNode.getInstance() : node;
    for (String step : path) {
      here = here.path(step);
    }
    return here.isNull() ? MissingNode.getInstance() : here;
  }

  static String text(JsonNode node, String... path) {
    return at(node, path).asText("");
  }

  static boolean has(JsonNode node, String... path) {
    return !at(node, path).isMissingNode();
  }

  static List<JsonNode> items(JsonNode node, String... path) {
    List<JsonNode> all = new ArrayList<>();
    at(node, path).forEach(all::add);
    return all;
  }

  /** The object at that path, made (with its parents) when it is not there. */
  static ObjectNode child(ObjectNode node, String... path) {
    ObjectNode here = node;
    for (String step : path) {
      JsonNode next = here.get(step);
      here = next instanceof ObjectNode o ? o : here.putObject(step);
    }
    return here;
  }

  static void defaultTo(ObjectNode node, String field, JsonNode value) {
    if (!has(node, field)) {
      node.set(field, value);
    }
  }

  static void defaultTo(ObjectNode node, String field, String value) {
    if (!has(node, field)) {
      node.put(field, value);
    }
  }

  static void defaultTo(ObjectNode node, String field, int value) {
    if (!has(node, field)) {
      node.put(field, value);
    }
  }

  /** Now, in whole seconds, as Kubernetes writes times. */
  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
