package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.slack.Workspace.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The {@code conversations.*} methods. */
final class ConversationMethods {
  private final Core core;
  private final Channels channels;

  ConversationMethods(Core core) {
    this.core = core;
    this.channels = new Channels(core.workspace());
  }

  Map<String, ApiMethod> all() {
    return Map.of(
        "conversations.info", this::info,
        "conversations.list", this::list,
        "conversations.members", this::members,
        "conversations.history", this::history,
        "conversations.replies", this::replies,
        "conversations.open", this::open);
  }

  private ObjectNode info(Args args) {
    ObjectNode answer = Json.ok();
    answer.set("channel", describe(channels.visible(args.required("channel"))));
    return answer;
  }

  private ObjectNode list(Args args) {
    boolean privateToo = args.text("types").contains("private_channel");
    ObjectNode answer = Json.ok();
    ArrayNode all = answer.putArray("channels");
    for (Channel channel : core.workspace().channels()) {
      boolean visible = !channel.isPrivate() || privateToo && isMember(channel);
      if (!channel.isIm() && visible) {
        all.add(describe(channel));
      }
    }
    answer.putObject("response_metadata").put("next_cursor", "");
    return answer;
  }

  private ObjectNode members(Args args) {
    ObjectNode answer = Json.ok();
    ArrayNode ids = answer.putArray("members");
    channels.visible(args.required("channel")).members().stream().sorted().forEach(ids::add);
    answer.putObject("response_metadata").put("next_cursor", "");
    return answer;
  }

  private ObjectNode history(Args args) {
    Channel channel = readable(args);
    List<Message> newestFirst = new ArrayList<>(core.messages().top(channel.id()));
    Collections.reverse(newestFirst);
    return page(args, newestFirst);
  }

  private ObjectNode replies(Args args) {
    Channel channel = readable(args);
    List<Message> thread = core.messages().thread(channel.id(), args.required("ts"));
    if (thread.isEmpty()) {
      throw new SlackError("thread_not_found");
    }
    return page(args, thread);
  }

  private ObjectNode open(Args args) {
    String user = args.required("users");
    if (core.workspace().person(user).isEmpty()) {
      throw new SlackError("user_not_found");
    }
    ObjectNode answer = Json.ok();
    answer.putObject("channel").put("id", core.workspace().directMessage(user).id());
    return answer;
  }

  private Channel readable(Args args) {
    Channel channel = channels.visible(args.required("channel"));
    if (!isMember(channel)) {
      throw new SlackError("not_in_channel");
    }
    return channel;
  }

  private ObjectNode page(Args args, List<Message> messages) {
    List<Message> wanted = messages.stream().filter(m -> within(args, m.ts())).toList();
    int from = cursor(args.text("cursor"));
    int to = Math.min(wanted.size(), from + Math.max(1, Math.min(args.number("limit", 100), 999)));
    ObjectNode answer = Json.ok();
    ArrayNode page = answer.putArray("messages");
    for (Message message : wanted.subList(Math.min(from, to), to)) {
      ObjectNode json = message.json();
      if (!args.flag("include_all_metadata")) {
        json.remove("metadata");
      }
      page.add(json);
    }
    boolean more = to < wanted.size();
    answer.put("has_more", more);
    answer.putObject("response_metadata").put("next_cursor", more ? cursor(to) : "");
    return answer;
  }

  private static boolean within(Args args, String ts) {
    boolean inclusive = args.flag("inclusive");
    int afterOldest = args.has("oldest") ? ts.compareTo(args.text("oldest")) : 1;
    int beforeLatest = args.has("latest") ? args.text("latest").compareTo(ts) : 1;
    return inclusive ? afterOldest >= 0 && beforeLatest >= 0 : afterOldest > 0 && beforeLatest > 0;
  }

  private static String cursor(int position) {
    byte[] text = ("next:" + position).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(text);
  }

  private static int cursor(String cursor) {
    if (cursor.isEmpty()) {
      return 0;
    }
    try {
      String text = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
      return Integer.parseInt(text.substring("next:".length()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException madeUp) {
      throw new SlackError("invalid_cursor");
    }
  }

  private boolean isMember(Channel channel) {
    return channel.members().contains(core.workspace().bot().id());
  }

  private ObjectNode describe(Channel channel) {
    ObjectNode json = Json.object().put("id", channel.id()).put("name", channel.name());
    json.put("is_channel", !channel.isPrivate()).put("is_private", channel.isPrivate());
    json.put("is_group", channel.isPrivate() && !channel.isIm()).put("is_im", channel.isIm());
    json.put("is_member", isMember(channel)).put("is_archived", false);
    json.put("num_members", channel.members().size());
    json.putObject("topic").put("value", channel.topic());
    return json;
  }
}
