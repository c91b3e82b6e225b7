package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.database.store.Room;
import dev.drydock.activities.database.store.StoreFailure;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The room that a run needs, before anything is touched: where the dump is made, which can be
 * looked at, and on the database's server, which cannot: only a superuser may read its disks.
 */
final class SpaceNeeded {
  private static final long GIGABYTE = 1_000_000_000;

  /** An earlier dump of a database grows with it, and a little more. */
  private static final double SURPLUS = 1.2;

  private SpaceNeeded() {}

  /**
   * How large a dump will be, roughly.
   *
   * @param from what that was computed from, in words
   */
  record Estimate(long sizeBytes, String from) {}

  /** From the newest dump of this database; where there is none, half of the database. */
  static Estimate ofDump(AppConfig app, BackupStore store, long databaseBytes) {
    Optional<DumpManifest> newest =
        store.names().stream()
            .flatMap(name -> DumpManifest.find(store, name).stream())
            .filter(manifest -> app.databaseId().equals(manifest.database()))
            .filter(manifest -> manifest.databaseBytes() > 0 && manifest.taken() != null)
            .max(Comparator.comparing(DumpManifest::taken));
    return newest
        .map(manifest -> grown(manifest, databaseBytes))
        .orElse(new Estimate(databaseBytes / 2, "half of the database"));
  }

  private static Estimate grown(DumpManifest earlier, long databaseBytes) {
    double growth = Math.max(1, databaseBytes / (double) earlier.databaseBytes());
    return new Estimate(
        (long) (earlier.sizeBytes() * growth * SURPLUS),
        "that of " + earlier.run() + " took " + Room.size(earlier.sizeBytes()));
  }

  /**
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.refused} with the figures, or
   *     with what the storage refuses
   */
  static void requireForDump(AppConfig app, BackupStore store, long databaseBytes) {
    try {
      if (app.backup().s3() != null) {
        // whether it lets itself be read says nothing of what it lets be written
        store.tryOut();
      }
      Estimate estimate = ofDump(app, store, databaseBytes);
      long usable = Room.usableBytes(store.room());
      if (usable < estimate.sizeBytes()) {
        throw Failures.refused(
            "the dump of "
                + app.database().name()
                + " ("
                + Room.size(databaseBytes)
                + ") needs about "
                + Room.size(estimate.sizeBytes())
                + " in "
                + store.room()
                + " ("
                + estimate.from()
                + "), where "
                + Room.size(usable)
                + " are free; make room for "
                + Room.size(estimate.sizeBytes() - usable)
                + " more, or name another backup.directory");
      }
    } catch (StoreFailure e) {
      throw e.isForGood() ? Failures.refused("the dump would fail: " + e.getMessage()) : e;
    }
  }

  /**
   * @return what the approver should know of the copy's room
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.refused} where it is known to be
   *     too little
   */
  static List<String> ofCopy(AppConfig app, long databaseBytes, String tablespace) {
    long most = app.backup().maxCopyGigabytes() * GIGABYTE;
    if (most > 0 && databaseBytes > most) {
      throw Failures.refused(
          app.database().name()
              + " has "
              + Room.size(databaseBytes)
              + ", and its sealed copy as much again; backup.maxCopyGigabytes says that its server"
              + " has room for "
              + Room.size(most)
              + ": make room there, and raise it");
    }
    return databaseBytes < GIGABYTE
        ? List.of()
        : List.of(
            "the sealed copy needs "
                + Room.size(databaseBytes)
                + " on the database's server (tablespace "
                + tablespace
                + "); whether it is free there Drydock may not see");
  }
}
