package dev.drydock.workflows;

import io.temporal.activity.ActivityInterface;
import java.time.Instant;

/** The steps {@code take down} and {@code bring up}, and the way back from each. */
@ActivityInterface(namePrefix = "App.")
public interface AppActivities {
  /**
   * Keeps the Deployment's manifest in the ledger, deletes it, and returns when its last process
   * has ended.
   */
  Down takeDown(In in);

  /**
   * Makes the old Deployment again from the kept manifest, pinned to the image digests it ran;
   * waits for its roll-out.
   */
  Up bringUpOld(In in);

  /** Makes the Deployment with the new image and waits for its roll-out. The point of no return. */
  Up bringUpNew(In in);

  /**
   * Takes the new version down and finds out whether it accepted a write since {@code
   * afterUpgrade}.
   *
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#WRITES_FOUND} naming the tables,
   *     when something was written
   */
  Down takeDownNew(Unwritten in);

  record In(StepRef ref, Plan plan) {}

  record Unwritten(StepRef ref, Plan plan, Fingerprint afterUpgrade) {}

  /**
   * @param manifest the Deployment as it was, in the ledger
   */
  record Down(Artifact manifest, int podsEnded) {}

  /**
   * @param uid of the Deployment that is up
   * @param servingSince when its roll-out was complete, by the activity worker's clock: users are
   *     served from then on, though it is watched a little longer before it is believed
   */
  record Up(String uid, int replicas, Instant servingSince) {}
}
