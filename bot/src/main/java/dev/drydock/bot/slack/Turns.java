package dev.drydock.bot.slack;

import dev.drydock.workflows.book.CardStore;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * This bot's turn at each card: a lease in the ledger that is renewed right before every write to
 * Slack. A renewed lease outlasts a whole call ({@link SlackEdge#LONGEST_CALL}), so that the next
 * bot begins when what this one sent has arrived or was given up; and a bot that slept in between
 * finds its lease gone, or its renewal too old to go by.
 */
final class Turns {
  static final Duration LENGTH = Duration.ofSeconds(8);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration FRESH = LENGTH.minus(SlackEdge.LONGEST_CALL).dividedBy(2);
  private final CardStore store;
  private final CardStore.Lease lease = new CardStore.Lease(UUID.randomUUID().toString(), LENGTH);

  Turns(CardStore store) {
    this.store = store;
  }

  /**
   * @throws Later while another bot writes the card
   */
  CardStore.Card take(String run, String channel) {
    return store
        .hold(run, channel, lease)
        .orElseThrow(() -> new Later(ASK_AGAIN, "another bot writes it"));
  }

  /** Before anything else is written. */
  void stillMine(String run) {
    sure(() -> store.renew(run, lease));
  }

  void drawn(String run, String look) {
    keep(store.drawn(run, lease, look));
  }

  /** Before the card is posted. */
  void posting(String run) {
    sure(() -> store.posting(run, lease, true));
  }

  /** Slack said no: there is nothing to look for. */
  void notPosted(String run) {
    keep(store.posting(run, lease, false));
  }

  /** False when another bot took over meanwhile: what was posted is a double. */
  boolean posted(String run, String channel, String ts, String look) {
    return store.posted(run, lease, channel, ts, look);
  }

  /** Before a reply with the events after {@code told}. */
  void telling(String run, long told, long upTo) {
    sure(() -> store.telling(run, lease, told, upTo));
  }

  void told(String run, long told, long upTo) {
    keep(store.told(run, lease, told, upTo));
  }

  /** Lets others begin at once; only when nothing is on its way any more. */
  void release() {
    store.release(lease);
  }

  private static void sure(BooleanSupplier renewal) {
    long before = System.nanoTime();
    keep(renewal.getAsBoolean());
    if (System.nanoTime() - before > FRESH.toNanos()) {
      throw new Later(Duration.ZERO, "the lease was renewed too long ago to go by");
    }
  }

  private static void keep(boolean held) {
    if (!held) {
      throw new Later(ASK_AGAIN, "another bot took over");
    }
  }
}
