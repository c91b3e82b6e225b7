package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Uploads.Upload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** The {@code files.*} methods: ask for a URL, post the bytes, complete. */
final class FileMethods {
  private static final int PREVIEW = 2_000;

  private final Core core;
  private final Supplier<String> base;

  /**
   * @param base where this Slack listens, known only after start
   */
  FileMethods(Core core, Supplier<String> base) {
    this.core = core;
    this.base = base;
  }

  Map<String, ApiMethod> all() {
    return Map.of(
        "files.getUploadURLExternal", this::promise,
        "files.completeUploadExternal", this::complete,
        "files.info", this::info);
  }

  private ObjectNode promise(Args args) {
    int length = args.number("length", 0);
    if (length <= 0) {
      throw new SlackError("invalid_arguments");
    }
    Upload upload = core.uploads().promise(args.required("filename"), length);
    String url = base.get() + "/upload/v1/" + upload.id();
    return Json.ok().put("upload_url", url).put("file_id", upload.id());
  }

  private ObjectNode complete(Args args) {
    JsonNode files =
        args.structure("files", "invalid_arguments")
            .orElseThrow(() -> new SlackError("invalid_arguments"));
    ObjectNode answer = Json.ok();
    ArrayNode done = answer.putArray("files");
    for (JsonNode file : files) {
      done.add(describe(core.uploads().complete(Json.text(file, "id"), Json.text(file, "title"))));
    }
    String channel = args.has("channel_id") ? args.text("channel_id") : args.text("channels");
    if (!channel.isEmpty()) {
      share(channel, args, done);
    }
    return answer;
  }

  private void share(String channel, Args args, ArrayNode files) {
    String id = new Channels(core.workspace()).writable(channel).id();
    ObjectNode message = AppIdentity.sign(Json.object(), core.workspace());
    message.put("text", args.text("initial_comment"));
    message.set("files", files.deepCopy());
    if (args.has("thread_ts")) {
      message.put("thread_ts", args.text("thread_ts"));
    }
    core.messages().add(id, message);
  }

  private ObjectNode info(Args args) {
    ObjectNode answer = Json.ok();
    answer.set(
        "file",
        core.uploads()
            .find(args.text("file"))
            .map(this::describe)
            .orElseThrow(() -> new SlackError("file_not_found")));
    return answer;
  }

  private ObjectNode describe(Upload upload) {
    String text = new String(upload.bytes(), StandardCharsets.UTF_8);
    ObjectNode json = Json.object().put("id", upload.id()).put("name", upload.name());
    json.put("title", upload.title()).put("size", upload.bytes().length);
    json.put("user", core.workspace().bot().id()).put("mimetype", "text/plain");
    json.put("filetype", "text").put("pretty_type", "Plain Text").put("is_external", false);
    json.put("url_private", base.get() + "/files/" + upload.id());
    json.put("preview", text.substring(0, Math.min(PREVIEW, text.length())));
    return json;
  }
}
