package dev.drydock.workflows;

import io.temporal.activity.ActivityInterface;

/** The steps {@code backup} and {@code seal}, the way back from them, and their leftovers. */
@ActivityInterface(namePrefix = "Backup.")
public interface BackupActivities {
  /** The durable backup, taken while the application serves. */
  Backup take(In in);

  /** Keeps the database as it is now, the application being down. */
  Seal seal(In in);

  /**
   * Puts the sealed state in the database's place. First proves that the upgrade is over: the
   * maintenance pod is gone, its sessions ended. The failed database is kept aside. Afterwards
   * compares the fingerprint with the seal's.
   */
  Restored restore(Restore in);

  /**
   * Removes copies of earlier runs beyond what the app's configuration keeps. Called after users
   * are back.
   */
  void tidy(In in);

  record In(StepRef ref, Plan plan) {}

  record Restore(StepRef ref, Plan plan, Seal seal) {}

  /**
   * @param aside where the failed database is kept
   * @param sealed what it was to be; null where nothing was put back
   * @param fingerprint after the restore; equal to that
   * @param revision in the version table after the restore
   */
  record Restored(String aside, Fingerprint sealed, Fingerprint fingerprint, String revision) {}
}
