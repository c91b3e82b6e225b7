package dev.drydock.bot.slack;

import com.slack.api.methods.MethodsClient;
import dev.drydock.workflows.book.CardStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites cards. Each call brings the state of that moment, so that states in between are never
 * sent; a message is written at most once in an interval, all of them 45 times a minute. One
 * thread.
 */
final class CardWriter {
  static final Duration INTERVAL = Duration.ofMillis(1200);
  private static final Logger LOG = LoggerFactory.getLogger(CardWriter.class);
  private static final int PER_MINUTE = 45;

  private record Drawn(String blocks, long notBefore) {}

  private final MethodsClient client;
  private final Duration interval;
  private final Calls updates = new Calls("chat.update", PER_MINUTE);
  private final Map<String, Drawn> drawn = new HashMap<>();

  CardWriter(MethodsClient client, Duration interval) {
    this.client = client;
    this.interval = interval;
  }

  /** The card was posted looking like this. */
  void posted(String run, Card card) {
    drawn.put(run, new Drawn(card.blocksJson(), System.nanoTime() + interval.toNanos()));
  }

  boolean hasDrawn(String run) {
    return drawn.containsKey(run);
  }

  /**
   * Makes the message look like {@code card}; no call when it does already.
   *
   * @throws Later when it has to wait
   */
  void write(CardStore.Card place, Card card) {
    String blocks = card.blocksJson();
    Drawn before = drawn.get(place.run());
    if (before != null && before.blocks().equals(blocks)) {
      return;
    }
    if (before != null && before.notBefore() - System.nanoTime() > 0) {
      Duration wait = Duration.ofNanos(before.notBefore() - System.nanoTime());
      throw new Later(wait, "written a moment ago");
    }
    try {
      updates.send(
          () ->
              client.chatUpdate(
                  r ->
                      r.channel(place.channel())
                          .ts(place.ts())
                          .text(card.text())
                          .blocksAsString(blocks)));
    } catch (Denied denied) {
      // somebody deleted it, or the bot was taken out of the channel: the ledger goes on without it
      LOG.warn("the card of {} cannot be rewritten: {}", place.run(), denied.getMessage());
    }
    posted(place.run(), card);
  }
}
