package dev.drydock.activities.schema;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.Pulse;
import dev.drydock.activities.kubernetes.ApiErrors;
import dev.drydock.activities.kubernetes.Beating;
import dev.drydock.activities.kubernetes.EarlyPods;
import dev.drydock.activities.kubernetes.MaintenancePods;
import dev.drydock.activities.kubernetes.PodAddresses;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.kubernetes.ProgressLines;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs the schema tool in the maintenance pod and checks what it did. The pod's end is evidence,
 * the version table is the truth.
 */
public final class SchemaDeed implements SchemaActivities {
  /** The whole log of the upgrade, by the run. */
  public static final String LOG_NAME = Named.UPGRADE_LOG;

  private final Apps apps;
  private final KubernetesClient client;
  private final Journal journal;
  private final Engines engines;

  public SchemaDeed(Apps apps, KubernetesClient client, Journal journal, Engines engines) {
    this.apps = apps;
    this.client = client;
    this.journal = journal;
    this.engines = engines;
  }

  @Override
  public Upgraded upgrade(In in) {
    return translated(() -> upgradeOnce(in));
  }

  private Upgraded upgradeOnce(In in) {
    ToolLog log = new ToolLog();
    try {
      return upgradeOnce(in, log);
    } finally {
      log.discard();
    }
  }

  private Upgraded upgradeOnce(In in, ToolLog log) {
    AppConfig app = app(in.ref());
    PodAt pod = ToolRun.podOf(app, in.ref().run());
    AtFence seen = new AtFence(engines.of(app), new ProgressLines(journal, in.ref()));
    Fences.Pass pass = engines.of(app).letIn(app, in.ref().run(), addresses(pod), seen);
    boolean isOver = false;
    try {
      ToolRun run =
          new ToolRun(client, pod, in.ref().run(), log, new ProgressLines(journal, in.ref()));
      ToolRun.End end = run.await(in.plan().policy().limits().upgrade());
      isOver = true;
      String lastLines = log.lastLines();
      // Beside the questions to the database: users wait, and a log may be large.
      CompletableFuture<Artifact> keeping =
          CompletableFuture.supplyAsync(() -> keep(in.ref().run(), log));
      Found found;
      try {
        found = foundOnceOver(in, app, pass, isWell(end));
      } finally {
        Pulse.awaited(keeping);
      }
      return judge(in, found, end, lastLines, keeping.join(), seen)
          .fenced(seen.endedNotOf(early(in, app)));
    } finally {
      // where this worker goes or is told to stop, the tool runs on, and another attempt watches it
      if (isOver) {
        pass.close();
      } else {
        pass.leave();
      }
    }
  }

  /** The new version's own sessions, which the fence ends until they are let in, are no news. */
  private Set<String> early(In in, AppConfig app) {
    return in.plan().startEarly() ? EarlyPods.addresses(client, app.deployment()) : Set.of();
  }

  private Set<String> addresses(PodAt pod) {
    return PodAddresses.of(new MaintenancePods(client).find(pod).stream().toList());
  }

  /**
   * What the version table says.
   *
   * @param isDone true where all that was planned stands in it
   */
  private record Found(String revision, boolean isDone) {}

  private static boolean isWell(ToolRun.End end) {
    return end instanceof ToolRun.End.Exited exited && exited.exitCode() == 0;
  }

  private Found found(In in, AppConfig app, boolean endedWell) {
    String revision = SchemaTools.revision(engines.of(app), app);
    return new Found(
        revision,
        SchemaTools.isDone(engines.of(app), app, in.plan().schema(), revision, endedWell));
  }

  /** What the server still does for a tool that is dead would come after the look. */
  private Found foundOnceOver(In in, AppConfig app, Fences.Pass pass, boolean endedWell) {
    return Beating.during(
        () -> {
          pass.endSessions();
          return found(in, app, endedWell);
        });
  }

  private Artifact keep(String run, ToolLog log) {
    byte[] all = log.finish();
    Artifact kept = journal.keep("log", all);
    if (all.length > 0) {
      journal.name(run, LOG_NAME, kept);
    }
    return kept;
  }

  private static Upgraded judge(
      In in, Found found, ToolRun.End end, String lastLines, Artifact log, AtFence seen) {
    if (end instanceof ToolRun.End.Exited exited) {
      if (!found.isDone()) {
        throw Failures.stepFailed(failure(in, exited, lastLines, found) + seen.hint(lastLines));
      }
      String killed = exited.killedBy().isEmpty() ? "" : " (" + exited.killedBy() + ")";
      String note =
          exited.exitCode() == 0
              ? ""
              : "the schema tool ended with "
                  + exited.words()
                  + killed
                  + " although the revision is right";
      return new Upgraded(exited.exitCode(), log, found.revision(), note);
    }
    String why = ((ToolRun.End.Lost) end).why();
    if (!found.isDone()) {
      throw Failures.stepFailed(why + " before the upgrade was done: " + stillAt(in, found));
    }
    return new Upgraded(
        -1, log, found.revision(), why + ", its exit code with it; the revision is right");
  }

  private static String failure(In in, ToolRun.End.Exited end, String lastLines, Found found) {
    if (end.exitCode() == 0) {
      return "the schema tool says that it succeeded, but " + stillAt(in, found);
    }
    return "the schema tool ended with "
        + end.words()
        + ": "
        + why(end, lastLines)
        + "; "
        + stillAt(in, found);
  }

  private static String why(ToolRun.End.Exited end, String lastLines) {
    String words = LastWords.of(lastLines.isBlank() ? end.message() : lastLines);
    if (end.killedBy().isEmpty()) {
      return words;
    }
    return end.isBySignal() ? end.killedBy() : words + "; " + end.killedBy();
  }

  private static String stillAt(In in, Found found) {
    SchemaPlan plan = in.plan().schema();
    if (found.revision().equals(plan.target())) {
      return "not each of the planned changes stands in its record, though the last one's name does ("
          + found.revision()
          + ")";
    }
    String now = found.revision().isEmpty() ? "empty" : found.revision();
    return "the revision is "
        + (found.revision().equals(plan.current()) ? "still " : "")
        + now
        + ", not "
        + plan.target();
  }

  @Override
  public Verified verify(In in) {
    return translated(() -> verifyAll(in));
  }

  private Verified verifyAll(In in) {
    AppConfig app = app(in.ref());
    AtFence seen = new AtFence(engines.of(app), new ProgressLines(journal, in.ref()));
    try (Fences.Pass pass = engines.of(app).letIn(app, in.ref().run(), Set.of(), seen)) {
      return verified(in, app, seen);
    }
  }

  /** The baseline is taken beside the checks: users wait for both. */
  private Verified verified(In in, AppConfig app, AtFence seen) {
    CompletableFuture<Void> baseline =
        CompletableFuture.runAsync(() -> engines.of(app).baseline(app, in.ref().run()));
    List<String> checks;
    try {
      checks = checks(in, app);
    } finally {
      Pulse.awaited(baseline);
    }
    seen.endedNotOf(early(in, app)).forEach(session -> checks.add(RunView.ENDED + session));
    return new Verified(checks);
  }

  private List<String> checks(In in, AppConfig app) {
    List<String> checks = new ArrayList<>();
    Found found = found(in, app, true); // the upgrade has judged that
    if (!found.isDone()) {
      throw Failures.stepFailed(stillAt(in, found));
    }
    SchemaTools.requireUnlocked(engines.of(app), app);
    checks.add("revision " + found.revision() + ", in one row, and no lock left");
    List<String> troubles = Beating.during(() -> engines.of(app).troubles(app));
    if (!troubles.isEmpty()) {
      throw Failures.stepFailed("the upgrade left: " + String.join("; ", troubles));
    }
    checks.add("no invalid index, no prepared transaction, no lock held");
    checks.addAll(Beating.during(() -> new SqlChecks(engines.of(app), app).run()));
    return checks;
  }

  private AppConfig app(StepRef ref) {
    return apps.find(ref.app())
        .orElseThrow(
            () -> Failures.stepFailed("app " + ref.app() + " is no longer in drydock.yaml"));
  }

  private static <T> T translated(Supplier<T> deed) {
    return ApiErrors.translated(
        Failures::stepFailed,
        () -> {
          try {
            return deed.get();
          } catch (ToolTrouble e) {
            throw Failures.stepFailed(e.getMessage());
          }
        });
  }
}
