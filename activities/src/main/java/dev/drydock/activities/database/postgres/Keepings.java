package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.CardLines;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run keeps of a database: the durable backup, and what was sealed. */
final class Keepings {
  private static final String BEGUN = "backup-begun";
  private static final int MOST_NAMED = 10;

  private final Connections connections;
  private final Fence fence;
  private final Fingerprints fingerprints;
  private final Copies copies;
  private final Dumps dumps;
  private final Journal journal;

  Keepings(
      Connections connections,
      Fence fence,
      Fingerprints fingerprints,
      Copies copies,
      Dumps dumps,
      Journal journal) {
    this.connections = connections;
    this.fence = fence;
    this.fingerprints = fingerprints;
    this.copies = copies;
    this.dumps = dumps;
    this.journal = journal;
  }

  Backup backUp(AppConfig app, String run, Gauge progress) {
    BackupStore store = dumps.store(app);
    requireOurOwn(store, run);
    return dumps.take(app, run, run, null, progress).backup(store.location(run));
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

  Seal seal(AppConfig app, String run, String method) {
    Keeping keeping = by(method, lines(app, run, Step.SEAL, false));
    Optional<Seal> before = keeping.sealed(app, run);
    if (before.isPresent()) {
      requireUnchanged(app, run, before.get());
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
  private void requireUnchanged(AppConfig app, String run, Seal before) {
    List<String> differences;
    try (Fences.Pass pass = fence.letIn(app, run)) {
      differences =
          fingerprints.differences(
              before.fingerprint(), fingerprints.of(app, app.database().name()));
    }
    if (!differences.isEmpty()) {
      throw Failures.stepFailed(
          before.location()
              + " was sealed at an earlier moment; since then these changed: "
              + differences.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")));
    }
  }

  /** For the card of a step. */
  Gauge lines(AppConfig app, String run, Step step, boolean isUndo) {
    return new CardLines(journal, new StepRef(run, app.name(), step, isUndo));
  }

  DumpKeeping byDump(Gauge progress) {
    return new DumpKeeping(connections, fence, dumps, copies, fingerprints, progress);
  }

  Keeping by(String method, Gauge progress) {
    return switch (method) {
      case CopyKeeping.METHOD -> new CopyKeeping(connections, copies, progress);
      case DumpKeeping.METHOD -> byDump(progress);
      default -> throw Failures.stepFailed("there is no way to seal called " + method);
    };
  }
}
