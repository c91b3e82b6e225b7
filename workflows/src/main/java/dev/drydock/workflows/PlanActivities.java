package dev.drydock.workflows;

import io.temporal.activity.ActivityInterface;

/** The step {@code plan}. */
@ActivityInterface(namePrefix = "Plan.")
public interface PlanActivities {
  /**
   * Looks at cluster, image and database, touches none of them (a short-lived pod of the new image
   * is made and removed).
   *
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#REFUSED} with what is wrong and
   *     what would be right
   */
  Plan compute(In in);

  /**
   * @param ref run is empty for a preview
   */
  record In(StepRef ref, MigrationRequest request) {}
}
