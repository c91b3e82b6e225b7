package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finding one's way in Block Kit JSON. */
final class Blocks {
  /**
   * @param block the block it stands in
   */
  record Found(ObjectNode block, ObjectNode element) {}

  private Blocks() {}

  static Optional<Found> find(JsonNode blocks, String actionId) {
    return interactive(blocks).stream()
        .filter(f -> Json.text(f.element(), "action_id").equals(actionId))
        .findFirst();
  }

  /** Every element that carries an {@code action_id}, in order. */
  static List<Found> interactive(JsonNode blocks) {
    List<Found> all = new ArrayList<>();
    for (JsonNode block : blocks) {
      if (block instanceof ObjectNode owner) {
        add(all, owner, owner.path("accessory"));
        add(all, owner, owner.path("element"));
        owner.path("elements").forEach(element -> add(all, owner, element));
      }
    }
    return all;
  }

  private static void add(List<Found> all, ObjectNode block, JsonNode element) {
    if (element instanceof ObjectNode object && object.has("action_id")) {
      all.add(new Found(block, object));
    }
  }

  /**
   * Slack names what the sender left unnamed: each block and each interactive element gets an id.
   */
  static ArrayNode named(JsonNode blocks) {
    ArrayNode copy = (ArrayNode) blocks.deepCopy();
    for (JsonNode block : copy) {
      if (block instanceof ObjectNode object) {
        nameIfMissing(object, "block_id");
        nameElement(object.path("accessory"));
        nameElement(object.path("element"));
        if (!Json.text(object, "type").startsWith("rich")) {
          object.path("elements").forEach(Blocks::nameElement);
        }
      }
    }
    return copy;
  }

  private static void nameElement(JsonNode element) {
    String type = Json.text(element, "type");
    boolean passive = type.equals("image") || type.equals("mrkdwn") || type.equals("plain_text");
    if (element instanceof ObjectNode object && !passive) {
      nameIfMissing(object, "action_id");
    }
  }

  private static void nameIfMissing(ObjectNode node, String field) {
    if (Json.text(node, field).isEmpty()) {
      node.put(field, Ids.block());
    }
  }
}
