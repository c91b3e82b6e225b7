package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Workspace.Channel;
import java.util.List;
import java.util.Map;

/** The {@code chat.*} methods. */
final class ChatMethods {
  private static final int UPDATE_TEXT = 4_000;

  private final Core core;
  private final Channels channels;

  ChatMethods(Core core) {
    this.core = core;
    this.channels = new Channels(core.workspace());
  }

  Map<String, ApiMethod> all() {
    return Map.of(
        "chat.postMessage", this::post,
        "chat.update", this::update,
        "chat.delete", this::delete,
        "chat.postEphemeral", this::postEphemeral,
        "chat.getPermalink", this::permalink);
  }

  private ObjectNode post(Args args) {
    Channel channel = channels.writable(args.required("channel"));
    ObjectNode message = AppIdentity.sign(Content.required(args), core.workspace());
    String thread = args.text("thread_ts");
    if (!thread.isEmpty()) {
      message.put("thread_ts", root(channel, thread));
      if (args.flag("reply_broadcast")) {
        message.put("subtype", "thread_broadcast");
      }
    }
    Message posted = core.messages().add(channel.id(), message);
    ObjectNode answer = Json.ok().put("channel", channel.id()).put("ts", posted.ts());
    answer.set("message", posted.json());
    return answer;
  }

  /** A reply's own ts stands for its thread. */
  private String root(Channel channel, String threadTs) {
    if (!threadTs.matches("\\d{10}\\.\\d{6}")) {
      throw new SlackError("invalid_thread_ts", List.of(threadTs + " is not a valid thread_ts"));
    }
    Message message =
        core.messages()
            .find(channel.id(), threadTs)
            .orElseThrow(() -> new SlackError("thread_not_found"));
    return message.threadTs().isEmpty() ? threadTs : message.threadTs();
  }

  private ObjectNode update(Args args) {
    String channel = byId(args);
    String ts = args.required("ts");
    own(channel, ts, "cant_update_message");
    ObjectNode content = Content.of(args);
    if (!content.has("text") && !content.has("blocks") && !content.has("attachments")) {
      throw new SlackError("no_text");
    }
    if (Json.text(content, "text").length() > UPDATE_TEXT) {
      throw new SlackError("msg_too_long");
    }
    core.messages().change(channel, ts, message -> edit(message, content));
    Message now = core.messages().find(channel, ts).orElseThrow();
    ObjectNode answer = Json.ok().put("channel", channel).put("ts", ts).put("text", now.text());
    answer.set("message", now.json());
    return answer;
  }

  /** Text without blocks takes the old blocks away; blocks without text keep the old text. */
  private void edit(ObjectNode message, ObjectNode content) {
    if (content.has("text") && !content.has("blocks")) {
      message.remove("blocks");
    }
    message.setAll(content);
    for (String emptied : List.of("blocks", "attachments", "metadata")) {
      if (message.path(emptied).isEmpty()) {
        message.remove(emptied);
      }
    }
    Content.markEdited(message, core.workspace());
  }

  private ObjectNode delete(Args args) {
    String channel = byId(args);
    String ts = args.required("ts");
    own(channel, ts, "cant_delete_message");
    core.messages().remove(channel, ts);
    return Json.ok().put("channel", channel).put("ts", ts);
  }

  private ObjectNode postEphemeral(Args args) {
    Channel channel = channels.writable(args.required("channel"));
    String user = args.required("user");
    if (core.workspace().person(user).isEmpty() || !channel.members().contains(user)) {
      throw new SlackError("user_not_in_channel");
    }
    ObjectNode message = AppIdentity.sign(Content.required(args), core.workspace());
    if (args.has("thread_ts")) {
      message.put("thread_ts", args.text("thread_ts"));
    }
    Message posted = core.messages().addEphemeral(channel.id(), user, message);
    return Json.ok().put("message_ts", posted.ts());
  }

  private ObjectNode permalink(Args args) {
    Channel channel = channels.visible(args.required("channel"));
    String ts = args.required("message_ts");
    if (core.messages().find(channel.id(), ts).isEmpty()) {
      throw new SlackError("message_not_found");
    }
    String link =
        "https://%s.slack.com/archives/%s/p%s"
            .formatted(core.workspace().teamDomain(), channel.id(), ts.replace(".", ""));
    return Json.ok().put("channel", channel.id()).put("permalink", link);
  }

  /** Unlike chat.postMessage, these methods take only an id. */
  private String byId(Args args) {
    String id = args.required("channel");
    if (core.workspace().channel(id).isEmpty()) {
      throw new SlackError("channel_not_found");
    }
    return channels.visible(id).id();
  }

  private void own(String channel, String ts, String otherwise) {
    Message message =
        core.messages().find(channel, ts).orElseThrow(() -> new SlackError("message_not_found"));
    if (!Json.text(message.json(), "bot_id").equals(AppIdentity.BOT_ID)) {
      throw new SlackError(otherwise);
    }
  }
}
