package dev.drydock.workflows;

import io.temporal.activity.ActivityInterface;

/** The step {@code maintenance pod}. */
@ActivityInterface(namePrefix = "Pod.")
public interface PodActivities {
  /**
   * Makes the maintenance pod of the new image and waits until it stands ready, the tool not yet
   * begun. Then computes the plan once more.
   *
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#PLAN_CHANGED} when it is no
   *     longer the approved one
   */
  Ready prepare(In in);

  /** Removes the pod and proves it gone. A pod that is not there is success. */
  void remove(In in);

  record In(StepRef ref, Plan plan, MigrationRequest request) {}

  record Ready(String pod, String imageDigest) {}
}
