package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A copy of a view a person has open.
 *
 * @param json Slack's own form of the view
 */
public record View(String user, ObjectNode json) {
  public String id() {
    return Json.text(json, "id");
  }

  public String hash() {
    return Json.text(json, "hash");
  }

  public String callbackId() {
    return Json.text(json, "callback_id");
  }

  public String privateMetadata() {
    return Json.text(json, "private_metadata");
  }

  public String title() {
    return Json.text(json.path("title"), "text");
  }

  public JsonNode blocks() {
    return json.path("blocks");
  }

  public List<String> actionIds() {
    return blocks().findValuesAsText("action_id");
  }

  /** Every text on it, as a person would read it. */
  public String allText() {
    return new Message("", user, json).allText();
  }
}
