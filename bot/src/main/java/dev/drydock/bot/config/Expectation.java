package dev.drydock.bot.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a place in the configuration takes, in words, from the schema's own rule. */
final class Expectation {
  private static final int MOST_SHOWN = 60;

  private Expectation() {}

  /** {@code a whole number, at least 1}. */
  static String of(JsonNode rule) {
    if (rule.has("enum")) {
      List<String> values = new ArrayList<>();
      rule.get("enum").forEach(value -> values.add(value.asText()));
      return "one of " + String.join(", ", values);
    }
    if (rule.path("properties").has("env")) {
      return "{env: NAME}, {file: /path} or {secret: namespace/name/key}";
    }
    return type(rule.path("type")) + range(rule) + example(rule);
  }

  /** The value as it would be written; long ones shortened, containers only by kind. */
  static String shown(JsonNode value) {
    if (value.isTextual()) {
      String text = value.asText();
      return '"'
          + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text)
          + '"';
    }
    if (value.isObject()) {
      return "a mapping";
    }
    if (value.isArray()) {
      return value.isEmpty() ? "an empty list" : "a list";
    }
    return value.isNull() || value.isMissingNode() ? "empty" : value.asText();
  }

  /** A secret written where only its place may stand. Never shows it. */
  static String secret(String pointer, JsonNode value) {
    if (value.isObject()) {
      return "names " + value.size() + " places; must name exactly one of env, file, secret";
    }
    String name = pointer.replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
    return "must not hold the secret itself; write where it is: {env: "
        + name.replaceFirst("^_(APPS_)?", "")
        + "}, {file: /path} or {secret: namespace/name/key}";
  }

  private static String type(JsonNode type) {
    String word = type.isArray() ? "scalar" : type.asText("");
    return switch (word) {
      case "integer" -> "a whole number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      case "object" -> "a mapping";
      case "scalar" -> "text or a number";
      default -> "text";
    };
  }

  private static String range(JsonNode rule) {
    StringBuilder range = new StringBuilder();
    if (rule.has("minimum")) {
      range.append(", at least ").append(rule.get("minimum").asLong());
    }
    if (rule.has("maximum")) {
      range.append(", at most ").append(rule.get("maximum").asLong());
    }
    if (rule.has("maxLength")) {
      range.append(", at most ").append(rule.get("maxLength").asInt()).append(" characters");
    }
    if (rule.has("minProperties") || rule.has("minItems")) {
      range.append(" with at least one entry");
    }
    if (rule.path("uniqueItems").asBoolean()) {
      range.append(" without repetition");
    }
    return range.toString();
  }

  private static String example(JsonNode rule) {
    JsonNode example = rule.path("examples").path(0);
    if (example.isMissingNode()) {
      return "";
    }
    return " like "
        + (example.isTextual()
            ? example.asText()
            : example.toString().replace("\"", "").replace(",", ", "));
  }
}
