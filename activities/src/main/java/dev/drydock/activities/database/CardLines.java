package dev.drydock.activities.database;

import dev.drydock.activities.database.store.Room;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.StepRef;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines for the card: {@code 120 MB of 210 MB dumped, 57 %}. None in the first seconds, and at most
 * one each second.
 */
public final class CardLines implements Gauge {
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int MOST_PERCENT = 99;
  private static final Logger log = LoggerFactory.getLogger(CardLines.class);

  private final Journal journal;
  private final StepRef ref;
  private final AtomicLong next;

  public CardLines(Journal journal, StepRef ref) {
    this(journal, ref, QUIET);
  }

  CardLines(Journal journal, StepRef ref, Duration quiet) {
    this.journal = journal;
    this.ref = ref;
    this.next = new AtomicLong(System.nanoTime() + quiet.toNanos());
  }

  @Override
  public void at(String what, long doneBytes, long ofBytes) {
    long due = next.get();
    long now = System.nanoTime();
    if (now - due >= 0 && next.compareAndSet(due, now + BETWEEN.toNanos())) {
      tell(line(what, doneBytes, ofBytes));
    }
  }

  /** What is estimated may be passed; it is not done before it is said to be. */
  static String line(String what, long doneBytes, long ofBytes) {
    if (ofBytes <= 0) {
      return Room.size(doneBytes) + " " + what;
    }
    long percent = Math.min(MOST_PERCENT, Math.round(100.0 * doneBytes / ofBytes));
    return Room.size(doneBytes) + " of " + Room.size(ofBytes) + " " + what + ", " + percent + " %";
  }

  /** A line for the card is no reason to lose a dump that runs well. */
  private void tell(String line) {
    try {
      journal.progress(ref, line);
    } catch (RuntimeException e) {
      log.info("progress of {} not written: {}", ref.key(), e.getMessage());
    }
  }
}
