package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The arguments of one API call, the same whether they came as a form or as JSON. */
record Args(ObjectNode json) {
  static Args of(String contentType, String body, String query) {
    ObjectNode all = Json.object();
    form(all, query == null ? "" : query);
    if (contentType != null && contentType.startsWith("application/json")) {
      JsonNode parsed = body.isBlank() ? Json.object() : Json.parse(body).orElse(null);
      if (!(parsed instanceof ObjectNode object)) {
        throw new SlackError("invalid_json");
      }
      all.setAll(object);
    } else {
      form(all, body);
    }
    return new Args(all);
  }

  private static void form(ObjectNode into, String text) {
    for (String pair : text.split("&", -1)) {
      int eq = pair.indexOf('=');
      if (eq > 0) {
        into.put(decode(pair.substring(0, eq)), decode(pair.substring(eq + 1)));
      }
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** Empty text where absent. */
  String text(String name) {
    return Json.text(json, name);
  }

  String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw new SlackError(
          "invalid_arguments", java.util.List.of("missing required field: " + name));
    }
    return value;
  }

  boolean flag(String name) {
    String value = text(name);
    return value.equals("true") || value.equals("1");
  }

  int number(String name, int otherwise) {
    try {
      return has(name) ? Integer.parseInt(text(name)) : otherwise;
    } catch (NumberFormatException notANumber) {
      throw new SlackError("invalid_arguments");
    }
  }

  /** A structured argument, given as JSON or as a string that holds JSON. */
  Optional<JsonNode> structure(String name, String errorIfUnreadable) {
    if (!has(name) || text(name).isBlank() && json.get(name).isTextual()) {
      return Optional.empty();
    }
    JsonNode given = json.get(name);
    JsonNode node = given.isTextual() ? Json.parse(given.asText()).orElse(null) : given;
    if (node == null || !node.isContainerNode()) {
      throw new SlackError(errorIfUnreadable);
    }
    return Optional.of(node);
  }
}
