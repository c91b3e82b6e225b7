package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a person filled in, in the form an app gets it: {@code values[block_id][action_id]}. What
 * they did not touch keeps the element's initial value.
 */
final class StateValues {
  static final String REQUIRED = "Please complete this required field.";

  private StateValues() {}

  /**
   * @param chosen by action_id, else by block_id: a text, an option's value, an option, or an array
   *     of them
   */
  static ObjectNode of(JsonNode blocks, JsonNode chosen) {
    ObjectNode values = Json.object();
    for (Blocks.Found found : Blocks.interactive(blocks)) {
      String block = Json.text(found.block(), "block_id");
      String action = Json.text(found.element(), "action_id");
      JsonNode given = chosen.has(action) ? chosen.get(action) : chosen.path(block);
      ObjectNode value = value(found.element(), given);
      if (!value.isEmpty()) {
        values.withObjectProperty(block).set(action, value);
      }
    }
    return values;
  }

  /** What Slack's own client refuses before it sends anything: by block_id. */
  static Map<String, String> refused(JsonNode blocks, ObjectNode values) {
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode block : blocks) {
      if (Json.text(block, "type").equals("input")) {
        String id = Json.text(block, "block_id");
        JsonNode element = block.path("element");
        JsonNode value = values.path(id).path(Json.text(element, "action_id"));
        String wrong = wrong(block, element, value);
        if (!wrong.isEmpty()) {
          errors.put(id, wrong);
        }
      }
    }
    return errors;
  }

  private static String wrong(JsonNode block, JsonNode element, JsonNode value) {
    boolean empty = true;
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode given = field.getValue();
      boolean nothing = given.isNull() || given.isArray() && given.isEmpty();
      empty &= field.getKey().equals("type") || nothing;
    }
    if (empty) {
      return block.path("optional").asBoolean() ? "" : REQUIRED;
    }
    int length = Json.text(value, "value").length();
    if (element.has("min_length") && length < element.get("min_length").asInt()) {
      return "Must be at least " + element.get("min_length").asInt() + " characters.";
    }
    if (element.has("max_length") && length > element.get("max_length").asInt()) {
      return "Must be no more than " + element.get("max_length").asInt() + " characters.";
    }
    return "";
  }

  /** Empty for an element that holds no value, such as a button. */
  static ObjectNode value(JsonNode element, JsonNode given) {
    String type = Json.text(element, "type");
    ObjectNode value = Json.object().put("type", type);
    if (ElementLimits.TYPED.contains(type)) {
      return value.put("value", plain(given, element.path("initial_value")));
    }
    if (ElementLimits.PICKERS.contains(type)) {
      return picked(value, type, element, given);
    }
    if (type.equals("checkboxes") || type.startsWith("multi_")) {
      return many(value, type, element, given);
    }
    if (type.equals("radio_buttons") || ElementLimits.SELECTS.contains(type)) {
      return one(value, type, element, given);
    }
    return Json.object();
  }

  private static String plain(JsonNode given, JsonNode initial) {
    JsonNode value = given.isMissingNode() ? initial : given;
    return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
        ? null
        : value.asText();
  }

  private static ObjectNode picked(
      ObjectNode value, String type, JsonNode element, JsonNode given) {
    String kind =
        Map.of("datepicker", "date", "timepicker", "time").getOrDefault(type, "date_time");
    String text = plain(given, element.path("initial_" + kind));
    if (text != null && kind.equals("date_time")) {
      return value.put("selected_date_time", Long.parseLong(text));
    }
    return value.put("selected_" + kind, text);
  }

  private static ObjectNode one(ObjectNode value, String type, JsonNode element, JsonNode given) {
    String id = entity(type);
    if (!id.isEmpty()) {
      return value.put("selected_" + id, plain(given, element.path("initial_" + id)));
    }
    JsonNode option =
        given.isMissingNode() ? element.path("initial_option") : option(element, given);
    value.set("selected_option", option.isObject() ? option : null);
    return value;
  }

  private static ObjectNode many(ObjectNode value, String type, JsonNode element, JsonNode given) {
    String id = entity(type);
    String plural = id.isEmpty() ? "options" : id + "s";
    ArrayNode selected = value.putArray("selected_" + plural);
    if (given.isMissingNode()) {
      element.path("initial_" + plural).forEach(selected::add);
    }
    for (JsonNode each : given) {
      selected.add(id.isEmpty() ? option(element, each) : each);
    }
    return value;
  }

  private static String entity(String type) {
    for (String id : new String[] {"user", "conversation", "channel"}) {
      if (type.endsWith(id + "s_select")) {
        return id;
      }
    }
    return "";
  }

  /** An option as given, or the element's own one with that value. */
  static JsonNode option(JsonNode element, JsonNode given) {
    if (given.isObject()) {
      return given;
    }
    for (JsonNode option : element.path("options")) {
      if (Json.text(option, "value").equals(given.asText())) {
        return option;
      }
    }
    for (JsonNode group : element.path("option_groups")) {
      JsonNode found = option(group, given);
      if (found.isObject()) {
        return found;
      }
    }
    return Json.MAPPER.missingNode();
  }
}
