package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Slack checks in blocks before it takes a message or a view: known types, required fields,
 * lengths and counts. The figures are the documented ones of 2026.
 */
final class BlockLimits {
  /** Where blocks are shown decides how many may be there and which kinds. */
  enum Surface {
    MESSAGE(50),
    MODAL(100),
    HOME(100);

    private final int blocks;

    Surface(int blocks) {
      this.blocks = blocks;
    }
  }

  /** All texts of a message's blocks together; not documented, seen in the field. */
  static final int TOTAL_TEXT = 13_200;

  private static final Map<String, Set<String>> ELEMENTS =
      Map.of(
          "actions",
          union(
              Set.of("button", "overflow", "workflow_button"),
              ElementLimits.SELECTS,
              ElementLimits.PICKERS,
              ElementLimits.CHOICES),
          "section",
          union(
              Set.of("button", "overflow", "image", "workflow_button"),
              ElementLimits.SELECTS,
              ElementLimits.PICKERS,
              ElementLimits.CHOICES),
          "input",
          union(
              Set.of("file_input", "rich_text_input"),
              ElementLimits.TYPED,
              ElementLimits.SELECTS,
              ElementLimits.PICKERS,
              ElementLimits.CHOICES),
          "context",
          Set.of("image", "mrkdwn", "plain_text"));

  /** Taken and kept, but not looked into: the sandbox's apps do not send them. */
  private static final Set<String> UNCHECKED =
      Set.of(
          "rich_text",
          "file",
          "video",
          "call",
          "table",
          "data_table",
          "alert",
          "card",
          "plan",
          "task_card",
          "carousel",
          "container",
          "data_visualization",
          "context_actions");

  private BlockLimits() {}

  /**
   * @param pointer where the array stands in the request, {@code /blocks} or {@code /view/blocks}
   * @return what is wrong, in Slack's words; empty where all is well
   */
  static List<String> problems(JsonNode blocks, Surface surface, String pointer) {
    List<String> found = new ArrayList<>();
    Spot all = new Spot(blocks, pointer, found);
    all.items(0, surface.blocks);
    Set<String> ids = new HashSet<>();
    for (Spot block : all.children()) {
      check(block);
      String id = Json.text(block.node(), "block_id");
      if (!id.isEmpty() && !ids.add(id)) {
        block.wrong("`block_id` \"" + id + "\" already exists");
      }
    }
    return found;
  }

  /**
   * The number of characters a reader would see, which is what {@code msg_blocks_too_long} counts.
   */
  static int textLength(JsonNode node) {
    int length = node.path("text").isTextual() ? node.get("text").asText().length() : 0;
    for (JsonNode child : node) {
      length += textLength(child);
    }
    return length;
  }

  private static void check(Spot block) {
    if (!block.node().isObject()) {
      block.wrong("must be an object");
      return;
    }
    if (!block.require("type")) {
      return;
    }
    block.at("block_id").length(0, 255);
    switch (block.type()) {
      case "section" -> section(block);
      case "header" -> header(block);
      case "context" -> context(block);
      case "actions" -> actions(block);
      case "image" -> image(block);
      case "input" -> input(block);
      case "markdown" -> block.at("text").length(1, 12_000);
      case "divider" -> {}
      default -> {
        if (!UNCHECKED.contains(block.type())) {
          block.wrong("unsupported type: " + block.type());
        }
      }
    }
  }

  private static void section(Spot section) {
    Spot fields = section.at("fields");
    if (!section.at("text").present() && !fields.present()) {
      section.wrong("must define either `text` or `fields`");
    }
    section.at("text").textObject(3_000, false);
    fields.items(1, 10);
    fields.children().forEach(field -> field.textObject(2_000, false));
    if (section.at("accessory").present()) {
      element(section.at("accessory"), "section");
    }
  }

  private static void header(Spot header) {
    if (header.require("text")) {
      header.at("text").textObject(150, true);
    }
  }

  private static void context(Spot context) {
    if (!context.require("elements")) {
      return;
    }
    context.at("elements").items(1, 10);
    for (Spot element : context.at("elements").children()) {
      if (element.type().equals("mrkdwn") || element.type().equals("plain_text")) {
        element.textObject(3_000, false);
      } else {
        element(element, "context");
      }
    }
  }

  private static void actions(Spot actions) {
    if (!actions.require("elements")) {
      return;
    }
    Spot elements = actions.at("elements");
    elements.items(1, 25);
    Set<String> ids = new HashSet<>();
    for (Spot element : elements.children()) {
      element(element, "actions");
      String id = Json.text(element.node(), "action_id");
      if (!id.isEmpty() && !ids.add(id)) {
        element
            .at("action_id")
            .wrong("`action_id` \"" + id + "\" already exists for another element in the block");
      }
    }
  }

  private static void input(Spot input) {
    if (input.require("label")) {
      input.at("label").textObject(2_000, true);
    }
    input.at("hint").textObject(2_000, true);
    if (input.require("element")) {
      element(input.at("element"), "input");
    }
  }

  static void image(Spot image) {
    if (!image.at("slack_file").present()) {
      image.require("image_url");
    }
    image.at("image_url").length(1, 3_000);
    if (image.require("alt_text")) {
      image.at("alt_text").length(0, 2_000);
    }
    image.at("title").textObject(2_000, true);
  }

  private static void element(Spot element, String blockType) {
    if (!element.require("type")) {
      return;
    }
    if (ELEMENTS.get(blockType).contains(element.type())) {
      ElementLimits.check(element);
    } else {
      element.wrong("unsupported type: " + element.type());
    }
  }

  @SafeVarargs
  private static Set<String> union(Set<String>... sets) {
    Set<String> all = new HashSet<>();
    for (Set<String> set : sets) {
      all.addAll(set);
    }
    return Set.copyOf(all);
  }
}
