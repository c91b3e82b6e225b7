package dev.drydock.activities.database;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backup, seal, restore and tidy. Each looks at what is there before it acts, so that any of them
 * may be repeated, also after it was killed anywhere.
 */
public final class Backups implements BackupActivities {
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(Backups.class);
  private static final int MOST_NAMED = 10;
  private static final long MEGABYTE = 1_000_000;

  private final Apps apps;
  private final Engine engine;
  private final Journal journal;
  private final Stopping stopping;
  private final Function<AppConfig, String> revision;

  /**
   * @param stopping ends the maintenance pod
   * @param revision reads the current revision from the app's version table
   */
  public Backups(
      Apps apps,
      Engine engine,
      Journal journal,
      Stopping stopping,
      Function<AppConfig, String> revision) {
    this.apps = apps;
    this.engine = engine;
    this.journal = journal;
    this.stopping = stopping;
    this.revision = revision;
  }

  @Override
  public Backup take(In in) {
    if (in.plan().wayBack().durable() == null) {
      return Backup.none(in.plan().wayBack().durableAbsent());
    }
    LongConsumer progress = progress(in.ref(), in.plan().databaseBytes());
    return engine.backUp(app(in.plan()), in.ref().run(), progress);
  }

  @Override
  public Seal seal(In in) {
    AppConfig app = app(in.plan());
    String run = in.ref().run();
    engine.endSessions(app, run);
    List<String> ended = engine.fence(app, run);
    ended.forEach(session -> tell(in.ref(), "ended by the fence: " + session));
    Seal seal = engine.seal(app, run, in.plan().wayBack().seal());
    return new Seal(seal.method(), seal.location(), seal.fingerprint(), ended);
  }

  @Override
  public Restored restore(Restore in) {
    AppConfig app = app(in.plan());
    String run = in.ref().run();
    stopping.stopUpgrade(run, app);
    engine.endSessions(app, run);
    engine.fence(app, run);
    if (in.seal() == null) {
      // the seal did not end, so the upgrade never began
      return restored(app, run, "", List.of());
    }
    String aside = engine.putBack(app, run, in.seal());
    return restored(app, run, aside, List.of(in.seal().fingerprint()));
  }

  /**
   * @param sealed what it must be equal to; empty where nothing was put back
   */
  private Restored restored(AppConfig app, String run, String aside, List<Fingerprint> sealed) {
    try (Fences.Pass pass = engine.letIn(app, run)) {
      Fingerprint now = engine.fingerprint(app);
      sealed.forEach(before -> compare(app, before, now));
      return new Restored(aside, now, revision.apply(app));
    }
  }

  @Override
  public void tidy(In in) {
    engine.tidy(app(in.plan()), in.ref().run());
  }

  private void compare(AppConfig app, Fingerprint sealed, Fingerprint now) {
    List<String> differences = engine.differences(sealed, now);
    if (!differences.isEmpty()) {
      throw Failures.stepFailed(
          app.database().name()
              + " was put back and is not as it was sealed; it differs in "
              + named(differences));
    }
  }

  private static String named(List<String> all) {
    String names = String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size())));
    return all.size() <= MOST_NAMED ? names : names + " and " + (all.size() - MOST_NAMED) + " more";
  }

  private LongConsumer progress(StepRef ref, long databaseBytes) {
    long began = System.nanoTime();
    return bytes -> {
      if (System.nanoTime() - began > QUIET.toNanos()) {
        String line = "%d MB written, of a database of %d MB";
        tell(ref, String.format(Locale.ROOT, line, bytes / MEGABYTE, databaseBytes / MEGABYTE));
      }
    };
  }

  /** A line for the card is no reason to lose a dump that runs well. */
  private void tell(StepRef ref, String line) {
    try {
      journal.progress(ref, line);
    } catch (RuntimeException e) {
      log.info("progress of {} not written: {}", ref.key(), e.getMessage());
    }
  }

  private AppConfig app(Plan plan) {
    return apps.find(plan.app())
        .orElseThrow(() -> Failures.stepFailed(plan.app() + " is no longer configured"));
  }
}
