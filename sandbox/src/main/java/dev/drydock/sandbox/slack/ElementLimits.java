package dev.drydock.sandbox.slack;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Slack checks in block elements: buttons, selects, inputs, and the objects they are made of.
 */
final class ElementLimits {
  private static final int ACTION_ID = 255;
  private static final int OPTION_TEXT = 75;
  private static final int OPTION_VALUE = 150;
  private static final int URL = 3_000;
  private static final int PLACEHOLDER = 150;
  static final Set<String> SELECTS =
      Set.of(
          "static_select",
          "external_select",
          "users_select",
          "conversations_select",
          "channels_select",
          "multi_static_select",
          "multi_external_select",
          "multi_users_select",
          "multi_conversations_select",
          "multi_channels_select");
  static final Set<String> PICKERS = Set.of("datepicker", "timepicker", "datetimepicker");
  static final Set<String> CHOICES = Set.of("radio_buttons", "checkboxes");
  static final Set<String> TYPED =
      Set.of("plain_text_input", "email_text_input", "url_text_input", "number_input");

  private ElementLimits() {}

  static void check(Spot element) {
    String type = element.type();
    element.at("action_id").length(1, ACTION_ID);
    confirm(element.at("confirm"));
    if (type.equals("button")) {
      button(element);
    } else if (type.equals("overflow")) {
      options(element, 1, 5);
    } else if (type.equals("image")) {
      BlockLimits.image(element);
    } else if (CHOICES.contains(type)) {
      options(element, 1, 10);
    } else if (SELECTS.contains(type)) {
      select(element, type);
    } else if (TYPED.contains(type)) {
      typed(element);
    }
  }

  private static void button(Spot button) {
    if (button.require("text")) {
      button.at("text").textObject(75, true);
    }
    button.at("value").length(0, 2_000);
    button.at("url").length(0, URL);
    button.at("style").oneOf(List.of("primary", "danger"));
    button.at("accessibility_label").length(0, 75);
  }

  private static void confirm(Spot confirm) {
    if (!confirm.present()) {
      return;
    }
    requiredText(confirm, "title", 100, true);
    requiredText(confirm, "text", 300, false);
    requiredText(confirm, "confirm", 30, true);
    requiredText(confirm, "deny", 30, true);
    confirm.at("style").oneOf(List.of("primary", "danger"));
  }

  private static void requiredText(Spot owner, String field, int max, boolean plainOnly) {
    if (owner.require(field)) {
      owner.at(field).textObject(max, plainOnly);
    }
  }

  private static void select(Spot select, String type) {
    select.at("placeholder").textObject(PLACEHOLDER, true);
    if (type.endsWith("static_select")) {
      if (select.at("option_groups").present()) {
        groups(select.at("option_groups"));
      } else {
        options(select, 1, 100);
      }
    }
  }

  private static void groups(Spot groups) {
    groups.items(1, 100);
    for (Spot group : groups.children()) {
      requiredText(group, "label", OPTION_TEXT, true);
      options(group, 1, 100);
    }
  }

  private static void options(Spot owner, int min, int max) {
    if (!owner.require("options")) {
      return;
    }
    Spot options = owner.at("options");
    options.items(min, max);
    Set<String> values = new HashSet<>();
    for (Spot option : options.children()) {
      option(option);
      if (!values.add(Json.text(option.node(), "value"))) {
        options.wrong("duplicate option value");
      }
    }
  }

  static void option(Spot option) {
    if (option.require("text")) {
      option.at("text").textObject(OPTION_TEXT, false);
    }
    if (option.require("value")) {
      option.at("value").length(1, OPTION_VALUE);
    }
    option.at("description").textObject(OPTION_TEXT, false);
    option.at("url").length(0, URL);
  }

  private static void typed(Spot input) {
    input.at("placeholder").textObject(PLACEHOLDER, true);
    input.at("initial_value").length(0, 3_000);
    if (input.at("max_length").present() && input.node().get("max_length").asInt() > 3_000) {
      input.at("max_length").wrong("must be less than 3001");
    }
  }
}
