package dev.drydock.activities.ledger;

import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Json;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.util.Optional;

/**
 * What makes two tellings of a fact the same. Told from an activity it is that activity's id in its
 * execution, the same over all its attempts; and another one after a reset, when it did happen
 * again. Told from elsewhere it is the content.
 */
final class FactKey {
  private FactKey() {}

  static String of(Object fact) {
    return activity()
        .map(info -> info.getRunId() + "/" + info.getActivityId())
        .orElseGet(() -> Digest.of(Json.write(fact)));
  }

  /** Of one attempt of an activity. */
  static String ofAttempt(ActivityInfo info) {
    return info.getRunId() + "/" + info.getActivityId() + "/" + info.getAttempt();
  }

  private static Optional<ActivityInfo> activity() {
    try {
      return Optional.of(Activity.getExecutionContext().getInfo());
    } catch (IllegalStateException notInAnActivity) {
      return Optional.empty();
    }
  }
}
