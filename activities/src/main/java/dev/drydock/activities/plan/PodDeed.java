package dev.drydock.activities.plan;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.kubernetes.ApiErrors;
import dev.drydock.activities.kubernetes.Await;
import dev.drydock.activities.kubernetes.ImageId;
import dev.drydock.activities.kubernetes.MaintenancePodTemplate;
import dev.drydock.activities.kubernetes.MaintenancePods;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.kubernetes.Trouble;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.schema.SchemaTool;
import dev.drydock.activities.schema.SchemaTools;
import dev.drydock.activities.schema.ToolTrouble;
import dev.drydock.activities.schema.UpgradeStop;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.PodActivities;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the maintenance pod before it is needed, from the approved image, and compares what came of
 * it with what was approved. Between it and the pod's removal the database is this run's alone.
 */
public final class PodDeed implements PodActivities {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LATER = Duration.ofMinutes(3);

  private final Apps apps;
  private final Engines engines;
  private final Planner planner;
  private final MaintenancePods pods;
  private final UpgradeStop stop;
  private final Journal journal;

  public PodDeed(Apps apps, KubernetesClient client, Journal journal, Engines engines) {
    this.apps = apps;
    this.engines = engines;
    this.planner = new Planner(client, engines, journal);
    this.pods = new MaintenancePods(client);
    this.stop = new UpgradeStop(client, journal);
    this.journal = journal;
  }

  @Override
  public Ready prepare(In in) {
    return ApiErrors.translated(Failures::stepFailed, () -> prepared(in));
  }

  private Ready prepared(In in) {
    AppConfig app = app(in.ref());
    String run = in.ref().run();
    new Configured(journal, run, app).requireAsPlanned();
    planner.requireAllowed(app, run);
    // before facts, which cannot be looked at behind a fence
    engines.of(app).requireFree(app, run);
    Planner.Present present = asApproved(app, () -> planner.lookAgain(app));
    Await await = Await.within(in.plan().policy().limits().maintenancePod());
    SchemaTool tool = SchemaTools.of(app.schema());
    Pod wanted =
        planner
            .template(present, in.plan().image().pinned(), run)
            .maintenancePod(run, tool.upgradeCommand(in.plan().schema()), tool.imports());
    pods.create(wanted, await);
    Pod pod = pods.awaitReady(wanted, await, SOON, LATER);
    requireImage(in.plan().image(), pod);
    Supplier<Plan> planning = () -> planner.plan(present, in.request(), run, pod);
    Plan now = asApproved(app, planning);
    List<String> differences = in.plan().differences(now);
    if (!differences.isEmpty() && isOtherAtEachCall(now, asApproved(app, planning))) {
      differences = in.plan().differences(now.withSqlOf(in.plan()));
    }
    if (!differences.isEmpty()) {
      throw Failures.planChanged(String.join("; ", differences));
    }
    Await.beat(); // nothing for a run that is over by now
    engines.of(app).claim(app, run);
    planner.lease(app).claim(run);
    return new Ready(PodAt.of(wanted).toString(), in.plan().image().digest());
  }

  /** A migration may make identifiers or note the time: its SQL is then nothing to compare. */
  private static boolean isOtherAtEachCall(Plan one, Plan other) {
    return !one.withSqlOf(other).digest().equals(one.digest());
  }

  private static void requireImage(Image approved, Pod pod) {
    String digest =
        ImageId.of(pod, MaintenancePodTemplate.UPGRADE).map(ImageId::digest).orElse("unknown");
    if (!digest.equals(approved.digest())) {
      throw Failures.planChanged(
          "image "
              + approved.reference()
              + ": "
              + Digest.brief(approved.digest())
              + " was approved, the node says that it runs "
              + Digest.brief(digest));
    }
  }

  /**
   * What can no longer be planned is not what was approved either. A tool that is in trouble is
   * believed where it says the same twice, and the database was well before and after: it may only
   * have found nobody to talk to.
   */
  private <T> T asApproved(AppConfig app, Supplier<T> planning) {
    try {
      return told(planning);
    } catch (ToolTrouble first) {
      told(() -> engines.of(app).facts(app, true));
      return asTold(first, app, planning);
    }
  }

  private <T> T asTold(ToolTrouble first, AppConfig app, Supplier<T> planning) {
    try {
      return told(planning);
    } catch (ToolTrouble second) {
      told(() -> engines.of(app).facts(app, true));
      if (second.getMessage().equals(first.getMessage())) {
        throw Failures.planChanged(first.getMessage());
      }
      throw unseen(first.getMessage() + "; and then: " + second.getMessage());
    }
  }

  /** Where the database does not let itself be looked at nothing is known to have changed. */
  private static <T> T told(Supplier<T> look) {
    try {
      return look.get();
    } catch (Trouble e) {
      throw Failures.planChanged(e.getMessage());
    } catch (ApplicationFailure e) {
      throw e.getType().equals(Failures.REFUSED) ? unseen(e.getOriginalMessage()) : e;
    }
  }

  /** Tried again within the step's limit; then it is the reason why the run ends. */
  private static RuntimeException unseen(String why) {
    return new IllegalStateException("whether the plan still holds cannot be told: " + why);
  }

  @Override
  public void remove(In in) {
    AppConfig app = app(in.ref());
    String run = in.ref().run();
    stop.stopUpgrade(run, app);
    engines.of(app).release(app, run);
    planner.lease(app).release(run);
  }

  private AppConfig app(StepRef ref) {
    return apps.find(ref.app())
        .orElseThrow(
            () -> Failures.stepFailed("app " + ref.app() + " is no longer in drydock.yaml"));
  }
}
