package dev.drydock.activities.database;

import io.temporal.activity.ActivityExecutionContext;
import java.time.Instant;
import java.util.Optional;

/** The attempt at an activity for which this thread works. */
public final class Attempt {
  private Attempt() {}

  /**
   * When Temporal began it, by its own clock. Whoever was begun later has taken its place, and all
   * that were begun before are over.
   *
   * @return empty outside an activity
   * @throws io.temporal.client.ActivityCompletionException where this one is over, as far as
   *     Temporal has told
   */
  public static Optional<Instant> begun() {
    ActivityExecutionContext context = Pulse.contextOrNull();
    if (context == null) {
      return Optional.empty();
    }
    context.heartbeat(null);
    return Optional.of(
        Instant.ofEpochMilli(context.getInfo().getCurrentAttemptScheduledTimestamp()));
  }
}
