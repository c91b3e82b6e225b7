package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.conversations.ConversationsRepliesResponse;
import com.slack.api.model.Message;
import com.slack.api.model.ResponseMetadata;
import dev.drydock.workflows.book.CardStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a thread has, as Slack itself tells it: each reply carries the run and its last event.
 *
 * @param seq newest event that a reply tells; 0 where there is none
 * @param files names of what is attached
 */
record Told(long seq, Set<String> files) {
  static final Told NOTHING = new Told(0, Set.of());
  private static final String EVENT_TYPE = "drydock_told";
  private static final Logger LOG = LoggerFactory.getLogger(Told.class);
  private static final int PAGE = 200;
  private static final int MOST_PAGES = 5;

  static Message.Metadata metadata(String run, long seq) {
    return Message.Metadata.builder()
        .eventType(EVENT_TYPE)
        .eventPayload(Map.of("run", run, "seq", Long.toString(seq)))
        .build();
  }

  /**
   * @throws Later when Slack does not tell now
   */
  static Told read(MethodsClient client, CardStore.Card place) {
    long seq = 0;
    Set<String> files = new HashSet<>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      ConversationsRepliesResponse replies = replies(client, place, cursor);
      if (!replies.isOk()) {
        LOG.warn("the thread of {} cannot be searched: {}", place.run(), replies.getError());
        return NOTHING;
      }
      for (Message message : replies.getMessages()) {
        seq = Math.max(seq, seq(message, place.run()));
        if (message.getBotId() != null && message.getFiles() != null) {
          message.getFiles().forEach(file -> files.add(file.getName()));
        }
      }
      cursor = next(replies.getResponseMetadata());
      if (cursor.isEmpty()) {
        break;
      }
    }
    return new Told(seq, files);
  }

  private static ConversationsRepliesResponse replies(
      MethodsClient client, CardStore.Card place, String cursor) {
    try {
      return client.conversationsReplies(
          r ->
              r.channel(place.channel())
                  .ts(place.ts())
                  .limit(PAGE)
                  .cursor(cursor.isEmpty() ? null : cursor)
                  .includeAllMetadata(true));
    } catch (IOException | SlackApiException e) {
      throw new Later(null, "conversations.replies: " + e);
    }
  }

  private static long seq(Message message, String run) {
    Message.Metadata metadata = message.getMetadata();
    boolean ours =
        metadata != null
            && message.getBotId() != null
            && EVENT_TYPE.equals(metadata.getEventType())
            && run.equals(metadata.getEventPayload().get("run"));
    String seq = ours ? String.valueOf(metadata.getEventPayload().get("seq")) : "";
    return seq.matches("[0-9]{1,18}") ? Long.parseLong(seq) : 0;
  }

  /** Where the next page begins; empty on the last. */
  static String next(ResponseMetadata metadata) {
    return metadata == null || metadata.getNextCursor() == null ? "" : metadata.getNextCursor();
  }
}
