package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.methods.response.conversations.ConversationsHistoryResponse;
import com.slack.api.model.Message;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.RunView;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts a run's card once. Slack has no key that makes posting repeatable, so the ledger is told
 * before; where it was told and knows no message, somebody died in between, and the channel is
 * searched for a message that carries the run's id before anything is posted anew. One thread, and
 * only on this bot's turn.
 */
final class CardPoster {
  static final String EVENT_TYPE = "drydock_card";
  private static final Logger LOG = LoggerFactory.getLogger(CardPoster.class);
  private static final int PAGE = 200;
  private static final int MOST_PAGES = 5;
  private static final int PER_MINUTE = 50;
  private static final Duration CHANNEL_TROUBLE = Duration.ofSeconds(30);
  private final MethodsClient client;
  private final Turns turns;
  private final Calls posts = new Calls("chat.postMessage", PER_MINUTE);

  /**
   * @param client that sends nothing twice
   */
  CardPoster(MethodsClient client, Turns turns) {
    this.client = client;
    this.turns = turns;
  }

  /**
   * @param place of a card without a message
   * @throws Later when Slack does not take it now, or another bot took over
   */
  void post(CardStore.Card place, RunView view, Card card) {
    Optional<String> before = place.posting() ? search(view, place.channel()) : Optional.empty();
    if (before.isPresent()) {
      LOG.info("the card of {} was posted by a bot that could not say so", view.run());
      remember(view, place.channel(), before.get(), null);
      return;
    }
    turns.posting(view.run());
    try {
      var posted = posts.send(() -> send(place.channel(), view, card));
      remember(view, posted.getChannel(), posted.getTs(), card.look());
    } catch (Denied denied) {
      LOG.error(
          "the card of {} cannot be posted in {}: {} (invite the bot: /invite)",
          view.run(),
          place.channel(),
          denied.getMessage());
      turns.notPosted(view.run());
      throw new Later(CHANNEL_TROUBLE, "in " + place.channel() + ": " + denied.getMessage());
    }
  }

  private ChatPostMessageResponse send(String channel, RunView view, Card card)
      throws IOException, SlackApiException {
    return client.chatPostMessage(
        r ->
            r.channel(channel)
                .text(card.text())
                .blocks(card.blocks())
                .metadata(metadata(view))
                .unfurlLinks(false)
                .unfurlMedia(false));
  }

  private void remember(RunView view, String channel, String ts, String look) {
    if (!turns.posted(view.run(), channel, ts, look)) {
      LOG.warn(
          "another bot took over {} while {} was posted: it may be there twice", view.run(), ts);
      throw new Later(Turns.LENGTH, "another bot took over");
    }
    LOG.info("the card of {} is {} in {}", view.run(), ts, channel);
  }

  private Optional<String> search(RunView view, String channel) {
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      ConversationsHistoryResponse history = history(view, channel, cursor);
      if (!history.isOk()) {
        LOG.warn("history of {} cannot be searched: {}", channel, history.getError());
        return Optional.empty();
      }
      Optional<String> found =
          history.getMessages().stream()
              .filter(message -> isCardOf(message, view))
              .map(Message::getTs)
              .findFirst();
      cursor = Told.next(history.getResponseMetadata());
      if (found.isPresent() || cursor.isEmpty()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private ConversationsHistoryResponse history(RunView view, String channel, String cursor) {
    try {
      return client.conversationsHistory(
          r ->
              r.channel(channel)
                  .limit(PAGE)
                  .cursor(cursor.isEmpty() ? null : cursor)
                  .oldest(Long.toString(view.openedAt().getEpochSecond() - 60))
                  .includeAllMetadata(true));
    } catch (IOException | SlackApiException e) {
      throw new Later(null, "conversations.history: " + e);
    }
  }

  private static boolean isCardOf(Message message, RunView view) {
    Message.Metadata metadata = message.getMetadata();
    return metadata != null
        && EVENT_TYPE.equals(metadata.getEventType())
        && view.run().equals(metadata.getEventPayload().get("run"))
        && message.getBotId() != null;
  }

  private static Message.Metadata metadata(RunView view) {
    return Message.Metadata.builder()
        .eventType(EVENT_TYPE)
        .eventPayload(Map.of("run", view.run()))
        .build();
  }
}
