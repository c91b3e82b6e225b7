package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** All messages of all channels, and the ephemeral ones; the one place that changes them. */
final class Messages {
  private final Map<String, NavigableMap<String, ObjectNode>> channels = new TreeMap<>();
  private final List<Message> ephemerals = new ArrayList<>();
  private final Timestamps timestamps;
  private final Changes changes;

  Messages(Timestamps timestamps, Changes changes) {
    this.timestamps = timestamps;
    this.changes = changes;
  }

  /** Gives the message its ts, and the thread's root its new figures. */
  Message add(String channel, ObjectNode message) {
    Message added;
    synchronized (this) {
      String ts = timestamps.next();
      message.put("type", "message").put("ts", ts);
      channels.computeIfAbsent(channel, c -> new TreeMap<>()).put(ts, message);
      countReply(channel, message);
      added = new Message(channel, "", message.deepCopy());
    }
    changes.happened();
    return added;
  }

  Message addEphemeral(String channel, String user, ObjectNode message) {
    message.put("type", "message").put("is_ephemeral", true).put("ts", timestamps.next());
    Message added = new Message(channel, user, message);
    synchronized (this) {
      ephemerals.add(added);
    }
    changes.happened();
    return added;
  }

  Optional<Message> find(String channel, String ts) {
    return messages(channel, m -> Json.text(m, "ts").equals(ts)).stream().findFirst();
  }

  /** Replaces the fields given; false where there is no such message. */
  boolean change(String channel, String ts, java.util.function.Consumer<ObjectNode> edit) {
    synchronized (this) {
      ObjectNode message = of(channel).get(ts);
      if (message == null) {
        return false;
      }
      edit.accept(message);
    }
    changes.happened();
    return true;
  }

  boolean remove(String channel, String ts) {
    synchronized (this) {
      ObjectNode gone = of(channel).get(ts);
      if (gone == null) {
        return false;
      }
      if (gone.path("reply_count").asInt() > 0) {
        tombstone(gone);
      } else {
        of(channel).remove(ts);
      }
      if (!Json.text(gone, "thread_ts").isEmpty() && !Json.text(gone, "thread_ts").equals(ts)) {
        recount(channel, Json.text(gone, "thread_ts"));
      }
    }
    changes.happened();
    return true;
  }

  /**
   * Everything that stands in the channel itself, oldest first: roots, plain messages, broadcast
   * replies.
   */
  List<Message> top(String channel) {
    return messages(
        channel,
        m ->
            Json.text(m, "thread_ts").isEmpty()
                || Json.text(m, "thread_ts").equals(Json.text(m, "ts"))
                || Json.text(m, "subtype").equals("thread_broadcast"));
  }

  /** Top level and replies together, oldest first. */
  List<Message> all(String channel) {
    return messages(channel, m -> true);
  }

  /** The root and its replies, oldest first. */
  List<Message> thread(String channel, String rootTs) {
    return messages(
        channel,
        m -> Json.text(m, "ts").equals(rootTs) || Json.text(m, "thread_ts").equals(rootTs));
  }

  synchronized List<Message> ephemerals(String user) {
    return ephemerals.stream().filter(m -> m.onlyFor().equals(user)).map(Messages::copy).toList();
  }

  Optional<Message> ephemeral(String user, String ts) {
    return ephemerals(user).stream().filter(m -> m.ts().equals(ts)).findFirst();
  }

  boolean replaceEphemeral(String user, String ts, ObjectNode content) {
    boolean there;
    synchronized (this) {
      there = false;
      for (Message message : ephemerals) {
        if (message.onlyFor().equals(user) && message.ts().equals(ts)) {
          message.json().remove(List.of("text", "blocks", "attachments"));
          message.json().setAll(content);
          there = true;
        }
      }
    }
    changes.happened();
    return there;
  }

  boolean dismiss(String user, String ts) {
    boolean gone;
    synchronized (this) {
      gone = ephemerals.removeIf(m -> m.onlyFor().equals(user) && m.ts().equals(ts));
    }
    changes.happened();
    return gone;
  }

  private synchronized List<Message> messages(String channel, Predicate<JsonNode> which) {
    return of(channel).values().stream()
        .filter(which)
        .map(m -> new Message(channel, "", m.deepCopy()))
        .toList();
  }

  private static Message copy(Message message) {
    return new Message(message.channel(), message.onlyFor(), message.json().deepCopy());
  }

  private NavigableMap<String, ObjectNode> of(String channel) {
    return channels.getOrDefault(channel, new TreeMap<>());
  }

  /** A thread outlives its root. */
  private static void tombstone(ObjectNode root) {
    root.remove(
        List.of("blocks", "attachments", "metadata", "files", "bot_id", "app_id", "edited"));
    root.put("subtype", "tombstone").put("hidden", true).put("user", "USLACKBOT");
    root.put("text", "This message was deleted.");
  }

  private void countReply(String channel, ObjectNode message) {
    String root = Json.text(message, "thread_ts");
    if (root.isEmpty() || !of(channel).containsKey(root)) {
      return;
    }
    message.put("parent_user_id", Json.text(of(channel).get(root), "user"));
    recount(channel, root);
  }

  private void recount(String channel, String rootTs) {
    ObjectNode root = of(channel).get(rootTs);
    if (root == null) {
      return;
    }
    int replies = 0;
    Set<String> users = new LinkedHashSet<>();
    for (Message message : thread(channel, rootTs)) {
      if (!message.ts().equals(rootTs)) {
        replies++;
        users.add(message.user());
        root.put("latest_reply", message.ts());
      }
    }
    root.put("thread_ts", rootTs).put("reply_count", replies);
    root.put("reply_users_count", users.size());
    ArrayNode names = root.putArray("reply_users");
    users.forEach(names::add);
  }
}
