package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.model.Message;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.RunView;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts a run's card once. Slack has no key that makes posting repeatable: who marked the run in
 * the ledger posts; a mark without a message means that somebody died or is just posting, so the
 * channel is searched for a message that carries the run's id before anything is posted anew. One
 * thread.
 */
final class CardPoster {
  static final String EVENT_TYPE = "drydock_card";
  private static final Logger LOG = LoggerFactory.getLogger(CardPoster.class);
  private static final int SEARCHED = 100;
  private static final int PER_MINUTE = 50;
  private static final Duration CHANNEL_TROUBLE = Duration.ofSeconds(30);
  private final MethodsClient client;
  private final CardStore store;
  private final Channels channels;
  private final Duration othersMayBePosting;
  private final Calls posts = new Calls("chat.postMessage", PER_MINUTE);
  private final Map<String, Long> sawMarkAt = new HashMap<>();

  CardPoster(
      MethodsClient client, CardStore store, Channels channels, Duration othersMayBePosting) {
    this.client = client;
    this.store = store;
    this.channels = channels;
    this.othersMayBePosting = othersMayBePosting;
  }

  /** A card that was posted, and whether it was right now. */
  record Posted(CardStore.Card place, boolean now) {}

  /**
   * @throws Later when Slack does not take it now, or another bot may just be posting it
   */
  Posted ensure(RunView view, Card card) {
    Optional<CardStore.Card> known = store.find(view.run());
    if (known.isPresent() && known.get().ts() != null) {
      return new Posted(known.get(), false);
    }
    String channel = known.map(CardStore.Card::channel).orElseGet(() -> channels.of(view));
    if (channel == null) {
      throw new Later(Duration.ofMinutes(5), "no channel is configured for " + view.app());
    }
    if (!store.claim(view.run(), channel)) {
      Optional<String> found = search(view, channel);
      if (found.isPresent()) {
        return new Posted(remember(view, channel, found.get()), false);
      }
    }
    return new Posted(post(view, channel, card), true);
  }

  private CardStore.Card post(RunView view, String channel, Card card) {
    // from here on the mark is ours: if the answer is lost, the next try searches first
    sawMarkAt.put(view.run(), System.nanoTime() - othersMayBePosting.toNanos());
    try {
      var posted =
          posts.send(
              () ->
                  client.chatPostMessage(
                      r ->
                          r.channel(channel)
                              .text(card.text())
                              .blocks(card.blocks())
                              .metadata(metadata(view))
                              .unfurlLinks(false)
                              .unfurlMedia(false)));
      return remember(view, posted.getChannel(), posted.getTs());
    } catch (Denied denied) {
      LOG.error(
          "the card of {} cannot be posted in {}: {} (invite the bot: /invite)",
          view.run(),
          channel,
          denied.getMessage());
      throw new Later(
          CHANNEL_TROUBLE, "chat.postMessage in " + channel + ": " + denied.getMessage());
    }
  }

  private CardStore.Card remember(RunView view, String channel, String ts) {
    store.posted(view.run(), channel, ts);
    return store.find(view.run()).orElse(new CardStore.Card(view.run(), channel, ts, 0));
  }

  private Optional<String> search(RunView view, String channel) {
    long since = sawMarkAt.computeIfAbsent(view.run(), run -> System.nanoTime());
    Optional<String> found = history(view, channel);
    Duration left = othersMayBePosting.minusNanos(System.nanoTime() - since);
    if (found.isEmpty() && !left.isNegative() && !left.isZero()) {
      throw new Later(left, "another bot may be posting it");
    }
    return found;
  }

  private Optional<String> history(RunView view, String channel) {
    try {
      var history =
          client.conversationsHistory(
              r ->
                  r.channel(channel)
                      .limit(SEARCHED)
                      .oldest(Long.toString(view.openedAt().getEpochSecond() - 60))
                      .includeAllMetadata(true));
      if (!history.isOk()) {
        LOG.warn("history of {} cannot be searched: {}", channel, history.getError());
        return Optional.empty();
      }
      return history.getMessages().stream()
          .filter(message -> isCardOf(message, view))
          .map(Message::getTs)
          .findFirst();
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
