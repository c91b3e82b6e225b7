package dev.drydock.activities.database;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.RunView;
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
  private final Engines engines;
  private final Journal journal;
  private final Stopping stopping;
  private final Function<AppConfig, String> revision;

  /**
   * @param stopping ends the maintenance pod
   * @param revision reads the current revision from the app's version table
   */
  public Backups(
      Apps apps,
      Engines engines,
      Journal journal,
      Stopping stopping,
      Function<AppConfig, String> revision) {
    this.apps = apps;
    this.engines = engines;
    this.journal = journal;
    this.stopping = stopping;
    this.revision = revision;
  }

  @Override
  public Backup take(In in) {
    if (in.plan().wayBack().durable() == null) {
      return Backup.none(in.plan().wayBack().durableAbsent());
    }
    AppConfig app = app(in.plan());
    return engines.of(app).backUp(app, in.ref().run(), card(in.ref()));
  }

  @Override
  public Seal seal(In in) {
    AppConfig app = app(in.plan());
    String run = in.ref().run();
    Engine engine = engines.of(app);
    List<String> ended = Few.of(engine.fence(app, run), Fences.MOST_NAMED);
    ended.forEach(session -> journal.progress(in.ref(), RunView.ENDED + session));
    Seal seal = engine.seal(app, run, in.plan().wayBack().seal(), card(in.ref()));
    return new Seal(seal.method(), seal.location(), seal.fingerprint(), ended);
  }

  @Override
  public Restored restore(Restore in) {
    AppConfig app = app(in.plan());
    String run = in.ref().run();
    Engine engine = engines.of(app);
    stopping.stopUpgrade(run, app);
    engine.fence(app, run);
    if (in.seal() == null) {
      // the seal did not end, so the upgrade never began
      return restored(engine, in.ref(), app, new Engine.PutBack("", null));
    }
    return restored(engine, in.ref(), app, engine.putBack(app, run, in.seal(), card(in.ref())));
  }

  private Restored restored(Engine engine, StepRef ref, AppConfig app, Engine.PutBack back) {
    try (Fences.Pass pass = engine.letIn(app, ref.run())) {
      Fingerprint now = engine.fingerprint(app, card(ref));
      if (back.sealed() != null) {
        compare(app, engine.differences(back.sealed(), now));
      }
      return new Restored(back.aside(), back.sealed(), now, revision.apply(app));
    }
  }

  @Override
  public void tidy(In in) {
    AppConfig app = app(in.plan());
    engines.of(app).tidy(app, in.ref().run());
  }

  private static void compare(AppConfig app, List<String> differences) {
    if (!differences.isEmpty()) {
      throw Failures.stepFailed(
          app.database().name()
              + " was put back and is not as it was sealed; it differs in "
              + Few.joined(differences, MOST_NAMED, ", "));
    }
  }

  private Gauge card(StepRef ref) {
    return new CardLines(journal, ref);
  }

  private AppConfig app(Plan plan) {
    return apps.find(plan.app())
        .orElseThrow(() -> Failures.stepFailed(plan.app() + " is no longer configured"));
  }
}
