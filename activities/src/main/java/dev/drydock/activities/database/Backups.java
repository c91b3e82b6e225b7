package dev.drydock.activities.database;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backup, seal, restore and tidy. Each looks at what is there before it acts, so that any of them
 * may be repeated, also after it was killed anywhere.
 */
public final class Backups implements BackupActivities {
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(20);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(Backups.class);
  private static final int MOST_NAMED = 10;
  private static final String BEGUN = "backup-begun";
  private static final long MEGABYTE = 1_000_000;

  private final Apps apps;
  private final PostgresDatabases databases;
  private final Journal journal;
  private final Stopping stopping;
  private final Function<AppConfig, String> revision;
  private final Duration leaveWithin;

  /**
   * @param stopping ends the maintenance pod
   * @param revision reads the current revision from the app's version table
   */
  public Backups(
      Apps apps,
      PostgresDatabases databases,
      Journal journal,
      Stopping stopping,
      Function<AppConfig, String> revision) {
    this(apps, databases, journal, stopping, revision, LEAVE_WITHIN);
  }

  Backups(
      Apps apps,
      PostgresDatabases databases,
      Journal journal,
      Stopping stopping,
      Function<AppConfig, String> revision,
      Duration leaveWithin) {
    this.apps = apps;
    this.databases = databases;
    this.journal = journal;
    this.stopping = stopping;
    this.revision = revision;
    this.leaveWithin = leaveWithin;
  }

  @Override
  public Backup take(In in) {
    AppConfig app = app(in.plan());
    if (in.plan().wayBack().durable() == null) {
      return Backup.none(in.plan().wayBack().durableAbsent());
    }
    requireOurOwn(app, in.ref().run());
    LongConsumer progress = progress(in.ref(), in.plan().databaseBytes());
    return ended(
        () ->
            databases
                .dumps()
                .take(app, in.ref().run(), in.ref().run(), null, progress)
                .backup(Dumps.directory(app, in.ref().run())));
  }

  /**
   * A run's id comes again where the ledger was lost or is another one; what lies under it then is
   * of another time and no backup of this run. What this run made it finds noted in its ledger.
   */
  private void requireOurOwn(AppConfig app, String run) {
    if (journal.named(run, BEGUN).isPresent()) {
      return;
    }
    Path directory = Dumps.directory(app, run);
    if (DumpDirectory.manifest(directory).isPresent()) {
      throw Failures.refused(
          "the dump of another " + run + " lies in " + directory + "; move it away first");
    }
    journal.name(run, BEGUN, journal.keep(BEGUN, run.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Seal seal(In in) {
    AppConfig app = app(in.plan());
    String run = in.ref().run();
    String database = app.database().name();
    databases.sessions().endNamed(app, database, Connections.NAME);
    databases.endSessions(app, run);
    databases.sessions().awaitNone(app, database, leaveWithin);
    return ended(() -> sealed(app, run, keeping(in.plan().wayBack().seal())));
  }

  private Seal sealed(AppConfig app, String run, Keeping keeping) {
    Optional<Seal> before = keeping.sealed(app, run);
    if (before.isPresent()) {
      unchanged(app, before.get());
      return before.get();
    }
    Settings settings =
        databases.connections().beside(app, c -> Settings.of(c, app.database().name()));
    byte[] json = Json.write(settings.shown()).getBytes(StandardCharsets.UTF_8);
    journal.name(run, "database-settings", journal.keep("settings", json));
    return keeping.seal(app, run);
  }

  /**
   * A seal that is found must be of now: a run that was reset may find one from before users were
   * let in again. It is never replaced here, because the caller may be a late first attempt while
   * the upgrade already runs.
   */
  private void unchanged(AppConfig app, Seal before) {
    List<String> differences =
        databases.differences(before.fingerprint(), databases.fingerprint(app));
    if (!differences.isEmpty()) {
      throw Failures.stepFailed(
          before.location()
              + " was sealed at an earlier moment; since then these changed: "
              + named(differences));
    }
  }

  private static <T> T ended(Supplier<T> deed) {
    try {
      return deed.get();
    } catch (DatabaseFailure e) {
      throw e.isForGood() ? Failures.stepFailed(e.getMessage()) : e;
    } catch (Tool.Failed e) {
      throw Failures.stepFailed(e.getMessage());
    }
  }

  @Override
  public Restored restore(Restore in) {
    AppConfig app = app(in.plan());
    String run = in.ref().run();
    stopping.stopUpgrade(run, app);
    databases.endSessions(app, run);
    return ended(() -> restored(app, run, in.seal()));
  }

  private Restored restored(AppConfig app, String run, Seal seal) {
    if (seal == null) {
      // the seal did not end, so the upgrade never began
      return new Restored("", databases.fingerprint(app), revision.apply(app));
    }
    String aside = putBack(app, run, seal);
    Fingerprint now = databases.fingerprint(app);
    compare(app, seal.fingerprint(), now);
    return new Restored(aside, now, revision.apply(app));
  }

  @Override
  public void tidy(In in) {
    AppConfig app = app(in.plan());
    new Tidying(databases.connections(), app).run(in.ref().run());
  }

  private String putBack(AppConfig app, String run, Seal seal) {
    if (!databases.swap().isDone(app, run)) {
      keeping(seal.method()).unpack(app, run, seal);
    }
    return databases.swap().restore(app, run);
  }

  private void compare(AppConfig app, Fingerprint sealed, Fingerprint now) {
    List<String> differences = databases.differences(sealed, now);
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

  private Keeping keeping(String method) {
    return switch (method) {
      case CopyKeeping.METHOD -> new CopyKeeping(databases.connections(), databases.copies());
      case DumpKeeping.METHOD ->
          new DumpKeeping(
              databases.connections(),
              databases.dumps(),
              databases.copies(),
              databases.fingerprints());
      default -> throw Failures.stepFailed("there is no way to seal called " + method);
    };
  }

  private AppConfig app(Plan plan) {
    return apps.find(plan.app())
        .orElseThrow(() -> Failures.stepFailed(plan.app() + " is no longer configured"));
  }
}
