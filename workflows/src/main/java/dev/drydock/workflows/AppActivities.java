package dev.drydock.workflows;

import io.temporal.activity.ActivityInterface;
import java.time.Instant;

/** The steps {@code take down} and {@code bring up}, and the way back from each. */
@ActivityInterface(namePrefix = "App.")
public interface AppActivities {
  /**
   * Keeps the Deployment's manifest in the ledger, deletes it or scales it to 0 as the plan says,
   * and returns when its last process has ended.
   *
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#UNTOUCHED} when it must not be
   *     taken down and nothing was done to it
   */
  Down takeDown(In in);

  /**
   * Looks whether the old version stayed down.
   *
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#STEP_FAILED} naming who brought
   *     it back
   */
  StillDown requireDown(In in);

  /**
   * The old version up again, as it was. Deleted: made from the kept manifest, pinned to the image
   * digests it ran. Scaled to 0: the kept object gets its images' references and its number of
   * replicas back. Waits for the roll-out. Where somebody else has brought up pods of the same
   * image digests already, that is it.
   */
  Up bringUpOld(In in);

  /**
   * Makes the Deployment with the new image while the upgrade runs, behind the fence, which it
   * raises if nobody has yet. Does not wait for it: its pods become ready when the database lets
   * them in.
   *
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#STEP_FAILED} naming who brought
   *     the old one back
   */
  StillDown startNew(In in);

  /** Takes down what {@link #startNew} made; the fence is up, so that it has written nothing. */
  StillDown stopNew(In in);

  /**
   * The Deployment with the new image, made or scaled up; waits for its roll-out. The point of no
   * return.
   */
  Up bringUpNew(In in);

  /**
   * Takes the new version down and finds out whether it accepted a write since the upgrade was
   * verified. What was written is kept beside the backup first.
   *
   * @throws io.temporal.failure.ApplicationFailure {@link Failures#WRITES_FOUND} telling table by
   *     table what was written, unless that is exactly what was agreed to be lost
   */
  Down takeDownNew(Unwritten in);

  record In(StepRef ref, Plan plan) {}

  /**
   * @param agreed the code of what a person agreed to lose; null for nothing
   */
  record Unwritten(StepRef ref, Plan plan, String agreed) {}

  /**
   * @param manifest the Deployment as it was, in the ledger
   */
  record Down(Artifact manifest, int podsEnded) {}

  /**
   * @param podsEnding of the version that was taken down: pods whose processes have ended and which
   *     are still listed
   */
  record StillDown(int podsEnding) {}

  /**
   * @param uid of the Deployment that is up
   * @param servingSince when its roll-out was complete, by the activity worker's clock: users are
   *     served from then on, though it is watched a little longer before it is believed
   */
  record Up(String uid, int replicas, Instant servingSince) {}
}
