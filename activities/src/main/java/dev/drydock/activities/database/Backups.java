package dev.drydock.activities.database;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import java.util.List;
import java.util.function.Function;

/**
 * Backup, seal, restore and tidy. Each looks at what is there before it acts, so that any of them
 * may be repeated, also after it was killed anywhere.
 */
public final class Backups implements BackupActivities {
  private static final int MOST_NAMED = 10;

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
    return engine.backUp(app(in.plan()), in.ref().run(), new CardLines(journal, in.ref()));
  }

  @Override
  public Seal seal(In in) {
    AppConfig app = app(in.plan());
    String run = in.ref().run();
    engine.endSessions(app, run);
    List<String> ended = engine.fence(app, run);
    ended.forEach(session -> journal.progress(in.ref(), "ended by the fence: " + session));
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

  private AppConfig app(Plan plan) {
    return apps.find(plan.app())
        .orElseThrow(() -> Failures.stepFailed(plan.app() + " is no longer configured"));
  }
}
