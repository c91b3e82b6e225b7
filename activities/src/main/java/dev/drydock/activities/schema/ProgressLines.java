package dev.drydock.activities.schema;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.StepRef;
import java.time.Duration;
import java.time.Instant;

/** Lines for the card, at most one each second; the newest wins. */
final class ProgressLines {
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int LONGEST = 200;

  private final Journal journal;
  private final StepRef ref;
  private Instant lastAt = Instant.MIN;

  ProgressLines(Journal journal, StepRef ref) {
    this.journal = journal;
    this.ref = ref;
  }

  boolean isDue() {
    return !Instant.now().isBefore(lastAt.equals(Instant.MIN) ? lastAt : lastAt.plus(BETWEEN));
  }

  void say(String line) {
    if (!line.isBlank()) {
      journal.progress(ref, line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...");
      lastAt = Instant.now();
    }
  }
}
