package dev.drydock.activities.kubernetes;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.StepRef;
import java.time.Duration;
import java.time.Instant;

/** Lines for the card, at most one each second; the newest wins. */
public final class ProgressLines {
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int LONGEST = 200;

  private final Journal journal;
  private final StepRef ref;
  private String last = "";
  private Instant lastAt = Instant.MIN;

  public ProgressLines(Journal journal, StepRef ref) {
    this.journal = journal;
    this.ref = ref;
  }

  public boolean isDue() {
    return !Instant.now().isBefore(lastAt.equals(Instant.MIN) ? lastAt : lastAt.plus(BETWEEN));
  }

  /** The same line again is not news, and neither is one that comes too soon. */
  public void sayIfDue(String line) {
    if (isDue() && !line.equals(last)) {
      say(line);
    }
  }

  public void say(String line) {
    if (!line.isBlank()) {
      journal.progress(ref, line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...");
      last = line;
      lastAt = Instant.now();
    }
  }
}
