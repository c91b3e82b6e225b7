package dev.drydock.activities.ledger;

import dev.drydock.workflows.config.Scrub;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.util.Objects;

/** A failure that may be shown: the same in kind, its messages without secrets. */
final class ScrubbedFailure {
  private static final int DEEPEST = 20;

  private ScrubbedFailure() {}

  /** The failure itself where neither it nor a cause of it holds a secret; else a copy. */
  static RuntimeException of(RuntimeException failure, Scrub scrub) {
    // Temporal's own words; a copy would no longer count as the end that Temporal asked for
    boolean isTemporals = failure instanceof ActivityCompletionException;
    return isTemporals || isClean(failure, scrub) ? failure : copy(failure, scrub, 0);
  }

  private static boolean isClean(Throwable failure, Scrub scrub) {
    int depth = 0;
    for (Throwable at = failure; at != null && depth < DEEPEST; at = at.getCause()) {
      if (!Objects.equals(scrub.text(at.getMessage()), at.getMessage())
          || at.getSuppressed().length > 0) {
        return false;
      }
      depth++;
    }
    return true;
  }

  private static ApplicationFailure copy(Throwable failure, Scrub scrub, int depth) {
    Throwable cause = failure.getCause();
    ApplicationFailure.Builder builder =
        failure instanceof ApplicationFailure named
            ? ApplicationFailure.newBuilder(named)
                .setMessage(scrub.text(named.getOriginalMessage()))
            : ApplicationFailure.newBuilder()
                .setType(failure.getClass().getName())
                .setMessage(scrub.text(failure.getMessage()));
    builder.setCause(cause == null || depth >= DEEPEST ? null : copy(cause, scrub, depth + 1));
    ApplicationFailure clean = builder.build();
    clean.setStackTrace(failure.getStackTrace());
    return clean;
  }
}
