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
  private final Map<String, String> troubles = new HashMap<>();

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
    troubles.remove(run);
  }

  /** Why the run's card shows less than it should; empty when it does not. */
  String trouble(String run) {
    return troubles.getOrDefault(run, "");
  }

  /**
   * Makes the message look like {@code card}; no call when it does already.
   *
   * @throws Later when it has to wait
   * @throws Denied where somebody has to let the bot in
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
      update(place, card.text(), card.blocksJson());
      troubles.remove(place.run());
    } catch (Denied denied) {
      afterDenied(place, card, denied);
    }
    written(place.run());
    turns.drawn(place.run(), look);
  }

  private void update(CardStore.Card place, String text, String blocks) {
    updates.send(
        () ->
            client.chatUpdate(
                r -> r.channel(place.channel()).ts(place.ts()).text(text).blocksAsString(blocks)));
  }

  private void afterDenied(CardStore.Card place, Card card, Denied denied) {
    switch (denied.next()) {
      case GIVE_UP ->
          // somebody deleted it: the ledger goes on without it
          LOG.warn("the card of {} cannot be rewritten: {}", place.run(), denied.getMessage());
      case SAY_LESS -> sayLess(place, card, denied);
      case TRY_LATER -> throw denied;
    }
  }

  /** A state in words, without its buttons, rather than an old one with them. */
  private void sayLess(CardStore.Card place, Card card, Denied denied) {
    LOG.error("Slack does not take the card of {}: {}", place.run(), denied.getMessage());
    try {
      update(place, card.text(), "[]");
    } catch (Denied again) {
      if (again.next() == Denied.Next.TRY_LATER) {
        throw again;
      }
    }
    troubles.put(
        place.run(), "the card of " + place.run() + " is text alone: " + denied.getMessage());
  }
}
