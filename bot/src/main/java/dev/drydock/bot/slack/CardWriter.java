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
 * sent; a message is written at most once in an interval, all of them 45 times a minute. What a
 * message looks like is remembered in the ledger, so that the next bot does not write it again. One
 * thread.
 */
final class CardWriter {
  static final Duration INTERVAL = Duration.ofMillis(1200);
  private static final Logger LOG = LoggerFactory.getLogger(CardWriter.class);
  private static final int PER_MINUTE = 45;

  private final MethodsClient client;
  private final Turns turns;
  private final Duration interval;
  private final Calls updates = new Calls("chat.update", PER_MINUTE);
  private final Map<String, Long> notBefore = new HashMap<>();

  /**
   * @param client that sends nothing twice: a late second writing would hide a newer one
   */
  CardWriter(MethodsClient client, Turns turns, Duration interval) {
    this.client = client;
    this.turns = turns;
    this.interval = interval;
  }

  /** The card was written just now. */
  void written(String run) {
    notBefore.put(run, System.nanoTime() + interval.toNanos());
  }

  /** The run's card is written no more. */
  void forget(String run) {
    notBefore.remove(run);
  }

  /**
   * Makes the message look like {@code card}; no call when it does already.
   *
   * @throws Later when it has to wait
   */
  void write(CardStore.Card place, Card card) {
    String look = card.look();
    if (look.equals(place.look())) {
      return;
    }
    long wait = notBefore.getOrDefault(place.run(), System.nanoTime()) - System.nanoTime();
    if (wait > 0) {
      throw new Later(Duration.ofNanos(wait), "written a moment ago");
    }
    turns.stillMine(place.run());
    try {
      updates.send(
          () ->
              client.chatUpdate(
                  r ->
                      r.channel(place.channel())
                          .ts(place.ts())
                          .text(card.text())
                          .blocksAsString(card.blocksJson())));
    } catch (Denied denied) {
      // somebody deleted it, or the bot was taken out of the channel: the ledger goes on without it
      LOG.warn("the card of {} cannot be rewritten: {}", place.run(), denied.getMessage());
    }
    written(place.run());
    turns.drawn(place.run(), look);
  }
}
