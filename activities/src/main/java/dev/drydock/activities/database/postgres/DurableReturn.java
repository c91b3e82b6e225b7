package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Few;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way back where the sealed copy is gone. The durable backup was taken while the application
 * served, so it may be older than the seal: it takes the copy's place only where what it holds is
 * what was sealed. Else it stays beside, and a person decides.
 */
final class DurableReturn {
  private static final int MOST_NAMED = 20;

  private final DumpKeeping unpacking;
  private final Dumps dumps;
  private final Copies copies;
  private final Fingerprints fingerprints;

  DurableReturn(DumpKeeping unpacking, Dumps dumps, Copies copies, Fingerprints fingerprints) {
    this.unpacking = unpacking;
    this.dumps = dumps;
    this.copies = copies;
    this.fingerprints = fingerprints;
  }

  /**
   * Makes the run's copy anew where it is gone and there is a durable backup; else does nothing.
   *
   * @param sealed what was sealed
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.stepFailed} table by table what
   *     the backup does not hold
   */
  void prepare(AppConfig app, String run, Fingerprint sealed) {
    if (copies.find(app, run, Copies.Kind.COPY).isPresent()) {
      return;
    }
    Optional<DumpManifest> backup = dumps.find(app, run);
    if (backup.isEmpty()) {
      return; // Swap says what is missing
    }
    Tag restored = unpacking.unpack(app, run, run, Copies.Kind.BACKUP);
    List<String> lost = fingerprints.figures(sealed, restored.fingerprint());
    if (!lost.isEmpty()) {
      throw Failures.stepFailed(said(app, run, backup.get(), lost));
    }
    copies.adopt(app, run);
  }

  private String said(AppConfig app, String run, DumpManifest backup, List<String> lost) {
    String database = app.database().name();
    String beside = Copies.Kind.BACKUP.database(database, run);
    String copy = Copies.Kind.COPY.database(database, run);
    return "the sealed copy "
        + copy
        + " is gone. The durable backup of "
        + taken(backup)
        + " ("
        + dumps.store(app).location(run)
        + ") was restored as "
        + beside
        + " and does not hold what was sealed, so it was not put in the place of "
        + database
        + ". It differs: "
        + Few.joined(lost, MOST_NAMED, "; ")
        + ". Bring "
        + copy
        + " back, if its volume can be had again, then: drydock resume "
        + run
        + ". Or decide to lose what differs, put it in place by hand: "
        + byHand(database, beside, run)
        + ", bring the old version up, terminate the run, and: drydock unfence "
        + app.name()
        + " --yes";
  }

  private static String byHand(String database, String beside, String run) {
    return Statements.rename(database, Names.failed(database, run, 1))
        + " "
        + Statements.rename(beside, database)
        + " "
        + Statements.open(database);
  }

  private static String taken(DumpManifest backup) {
    Instant taken = backup.taken();
    return taken == null ? "before the take-down" : taken.toString();
  }
}
