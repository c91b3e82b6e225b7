package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/**
 * A place in a block tree under validation: what is found wrong is written in Slack's own words
 * with a JSON pointer.
 *
 * @param problems shared by all spots of one validation
 */
record Spot(JsonNode node, String pointer, List<String> problems) {
  Spot at(String field) {
    return new Spot(node.path(field), pointer + "/" + field, problems);
  }

  Spot at(int index) {
    return new Spot(node.path(index), pointer + "/" + index, problems);
  }

  boolean present() {
    return !node.isMissingNode() && !node.isNull();
  }

  String type() {
    return Json.text(node, "type");
  }

  void wrong(String what) {
    problems.add(what + " [json-pointer:" + pointer + "]");
  }

  /** False, and a problem, where the field is not there. */
  boolean require(String field) {
    boolean there = node.hasNonNull(field);
    if (!there) {
      wrong("missing required field: " + field);
    }
    return there;
  }

  void oneOf(Collection<String> allowed) {
    if (present() && !allowed.contains(node.asText())) {
      wrong("must be a valid enum value");
    }
  }

  /** Characters, at least one where {@code min} is 1. */
  void length(int min, int max) {
    if (!present()) {
      return;
    }
    if (!node.isTextual()) {
      wrong("must be a string");
    } else if (node.asText().length() > max) {
      wrong("must be less than " + (max + 1) + " characters");
    } else if (node.asText().length() < min) {
      wrong("must be more than " + (min - 1) + " characters");
    }
  }

  void items(int min, int max) {
    if (!present()) {
      return;
    }
    if (!node.isArray()) {
      wrong("must be an array");
    } else if (node.size() > max) {
      wrong("no more than " + max + " items allowed");
    } else if (node.size() < min) {
      wrong("must provide at least " + min + " items");
    }
  }

  /** A text object; {@code plainOnly} where mrkdwn is not allowed. */
  void textObject(int max, boolean plainOnly) {
    if (!present()) {
      return;
    }
    int before = problems.size();
    if (!node.isObject()) {
      wrong("must be an object");
      return;
    }
    if (require("type")) {
      at("type").oneOf(plainOnly ? List.of("plain_text") : List.of("plain_text", "mrkdwn"));
    }
    if (require("text")) {
      at("text").length(1, max);
    }
    if (problems.size() > before) {
      problems.add(before, "failed to match all allowed schemas [json-pointer:" + pointer + "]");
    }
  }

  Iterable<Spot> children() {
    List<Spot> all = new java.util.ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      all.add(at(i));
    }
    return all;
  }
}
