package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a message says, from any door it came in by: the Web API, a response_url, an
 * acknowledgement.
 */
final class Content {
  private static final int TEXT_CUT = 40_000;

  private Content() {}

  /**
   * Text, blocks, attachments and metadata, checked and named.
   *
   * @return only the fields that were given
   */
  static ObjectNode of(Args args) {
    ObjectNode content = Json.object();
    Optional<JsonNode> blocks = args.structure("blocks", "invalid_blocks_format");
    blocks.ifPresent(given -> content.set("blocks", checked(given)));
    args.structure("attachments", "invalid_attachments")
        .ifPresent(given -> content.set("attachments", given));
    args.structure("metadata", "invalid_metadata_format")
        .ifPresent(given -> content.set("metadata", metadata(given)));
    if (args.has("text")) {
      String text = args.text("text");
      content.put("text", text.length() > TEXT_CUT ? text.substring(0, TEXT_CUT) : text);
    }
    return content;
  }

  /** Fails with {@code no_text} where there is nothing to show. */
  static ObjectNode required(Args args) {
    ObjectNode content = of(args);
    boolean something =
        !Json.text(content, "text").isEmpty()
            || content.path("blocks").size() > 0
            || content.path("attachments").size() > 0;
    if (!something) {
      throw new SlackError("no_text");
    }
    if (!content.has("text")) {
      content.put("text", "");
    }
    return content;
  }

  static void markEdited(ObjectNode message, Workspace workspace) {
    ObjectNode edited = message.putObject("edited").put("user", workspace.bot().id());
    edited.put("ts", System.currentTimeMillis() / 1000 + ".000000");
  }

  private static JsonNode checked(JsonNode blocks) {
    if (!blocks.isArray()) {
      throw new SlackError("invalid_blocks_format");
    }
    List<String> problems = BlockLimits.problems(blocks, BlockLimits.Surface.MESSAGE, "/blocks");
    if (!problems.isEmpty()) {
      throw new SlackError("invalid_blocks", problems);
    }
    if (BlockLimits.textLength(blocks) > BlockLimits.TOTAL_TEXT) {
      throw new SlackError("msg_blocks_too_long");
    }
    return Blocks.named(blocks);
  }

  private static JsonNode metadata(JsonNode metadata) {
    boolean empty = metadata.isEmpty();
    if (!empty
        && (!metadata.path("event_type").isTextual()
            || !metadata.path("event_payload").isObject())) {
      throw new SlackError("invalid_metadata_schema");
    }
    if (metadata.toString().length() > 16_000) {
      throw new SlackError("metadata_too_large");
    }
    return metadata;
  }
}
