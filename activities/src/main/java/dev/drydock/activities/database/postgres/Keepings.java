package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.Few;
import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a run keeps of a database: the durable backup, and what was sealed. */
final class Keepings {
  private static final String BEGUN = "backup-begun";
  private static final int MOST_NAMED = 10;

  private final Connections connections;
  private final Fence fence;
  private final Fingerprints fingerprints;
  private final Proofs proofs;
  private final Copies copies;
  private final Dumps dumps;
  private final Journal journal;

  Keepings(
      Connections connections,
      Fence fence,
      Fingerprints fingerprints,
      Proofs proofs,
      Copies copies,
      Dumps dumps,
      Journal journal) {
    this.connections = connections;
    this.fence = fence;
    this.fingerprints = fingerprints;
    this.proofs = proofs;
    this.copies = copies;
    this.dumps = dumps;
    this.journal = journal;
  }

  Backup backUp(AppConfig app, String run, Gauge progress) {
    BackupStore store = dumps.store(app);
    requireOurOwn(store, run);
    DumpManifest taken = dumps.take(app, run, run, null, progress);
    if (taken.moment() != null) {
      proofs.backedUp(run, taken.moment());
    }
    return taken.backup(store.location(run));
  }

  /**
   * A run's id comes again where the ledger was lost or is another one; what lies under it then is
   * of another time and no backup of this run. What this run made it finds noted in its ledger.
   */
  private void requireOurOwn(BackupStore store, String run) {
    if (journal.named(run, BEGUN).isPresent()) {
      return;
    }
    if (store.manifest(run).isPresent()) {
      throw Failures.refused(
          "the dump of another "
              + run
              + " lies in "
              + store.location(run)
              + "; move it away first");
    }
    journal.name(run, BEGUN, journal.keep(BEGUN, run.getBytes(StandardCharsets.UTF_8)));
  }

  Seal seal(AppConfig app, String run, String method, Gauge progress) {
    Keeping keeping = by(method, progress);
    Optional<Seal> before = keeping.sealed(app, run);
    if (before.isPresent()) {
      requireUnchanged(app, run, before.get(), progress);
      return before.get();
    }
    Settings settings = connections.beside(app, c -> Settings.of(c, app.database().name()));
    byte[] json = Json.write(settings.shown()).getBytes(StandardCharsets.UTF_8);
    journal.name(run, "database-settings", journal.keep("settings", json));
    return keeping.seal(app, run);
  }

  /**
   * A seal that is found must be of now: a run that was reset may find one from before users were
   * let in again. It is never replaced here, because the caller may be a late first attempt while
   * the upgrade already runs.
   */
  private void requireUnchanged(AppConfig app, String run, Seal before, Gauge progress) {
    Fingerprint sealed =
        sealed(app, run, before, progress)
            .orElseThrow(() -> new IllegalStateException("the copy went away"));
    List<String> differences;
    try (Fences.Pass pass = fence.letIn(app, run)) {
      Fingerprint now = fingerprints.of(app, app.database().name(), progress);
      differences = fingerprints.differences(sealed, now);
    }
    if (!differences.isEmpty()) {
      throw Failures.stepFailed(
          before.location()
              + " was sealed at an earlier moment; since then these changed: "
              + Few.joined(differences, MOST_NAMED, ", "));
    }
  }

  /**
   * What was sealed. Read anew where whoever read it was lost, as nobody can have written to the
   * copy; empty where the copy is gone too.
   */
  Optional<Fingerprint> sealed(AppConfig app, String run, Seal seal, Gauge progress) {
    if (seal.fingerprint() != null) {
      return Optional.of(seal.fingerprint());
    }
    Optional<Fingerprint> read = proofs.await(app, run, Proofs.Kind.SEAL, progress);
    if (read.isPresent() || copies.find(app, run, Copies.Kind.COPY).isEmpty()) {
      return read;
    }
    String copy = Copies.Kind.COPY.database(app.database().name(), run);
    Proofs.Moment moment = new Proofs.Moment(app, run, Proofs.Kind.SEAL, copy);
    copies.opened(app, copy, () -> proofs.begin(moment));
    return proofs.await(app, run, Proofs.Kind.SEAL, progress);
  }

  DumpKeeping byDump(Gauge progress) {
    return new DumpKeeping(connections, fence, dumps, copies, fingerprints, progress);
  }

  Keeping by(String method, Gauge progress) {
    return switch (method) {
      case CopyKeeping.METHOD -> new CopyKeeping(connections, copies, proofs, progress);
      case DumpKeeping.METHOD -> byDump(progress);
      default -> throw Failures.stepFailed("there is no way to seal called " + method);
    };
  }
}
