package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A copy of one message as it stood when it was read.
 *
 * @param onlyFor the one person who sees it, or empty for a message everybody sees
 * @param json Slack's own form of the message
 */
public record Message(String channel, String onlyFor, ObjectNode json) {
  public String ts() {
    return Json.text(json, "ts");
  }

  /** Empty outside a thread. */
  public String threadTs() {
    return Json.text(json, "thread_ts");
  }

  public String user() {
    return Json.text(json, "user");
  }

  /** The top-level text: what a notification and a screen reader use. */
  public String text() {
    return Json.text(json, "text");
  }

  public boolean ephemeral() {
    return !onlyFor.isEmpty();
  }

  public boolean edited() {
    return json.has("edited");
  }

  public JsonNode blocks() {
    return json.path("blocks");
  }

  public JsonNode metadata() {
    return json.path("metadata");
  }

  /** Every text a person would read on it, blocks first, one per line. */
  public String allText() {
    List<String> texts = new ArrayList<>();
    collect(blocks(), texts);
    collect(json.path("attachments"), texts);
    if (texts.isEmpty()) {
      texts.add(text());
    }
    return String.join("\n", texts);
  }

  public List<String> actionIds() {
    return blocks().findValuesAsText("action_id");
  }

  /** The interactive element with that {@code action_id}. */
  public Optional<JsonNode> element(String actionId) {
    return Blocks.find(blocks(), actionId).map(Blocks.Found::element);
  }

  private static void collect(JsonNode node, List<String> texts) {
    if (node.isObject() && node.path("text").isTextual()) {
      texts.add(node.get("text").asText());
    }
    node.forEach(child -> collect(child, texts));
  }
}
