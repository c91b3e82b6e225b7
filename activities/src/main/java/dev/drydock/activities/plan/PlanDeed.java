package dev.drydock.activities.plan;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Unreachable;
import dev.drydock.activities.kubernetes.ApiErrors;
import dev.drydock.activities.kubernetes.Await;
import dev.drydock.activities.kubernetes.MaintenancePodTemplate;
import dev.drydock.activities.kubernetes.MaintenancePods;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.kubernetes.Trouble;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.schema.SchemaTool;
import dev.drydock.activities.schema.SchemaTools;
import dev.drydock.activities.schema.ToolTrouble;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.PlanActivities;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.time.Duration;

/** Computes a plan with the help of a short-lived pod of the new image. */
public final class PlanDeed implements PlanActivities {
  /** Nothing is at stake yet: whoever asked can ask again. */
  private static final Duration SOON = Duration.ofSeconds(3);

  /** An autoscaler of the cluster has seen the pod by then, and is making room. */
  private static final Duration LATER = Duration.ofSeconds(30);

  private final Apps apps;
  private final Planner planner;
  private final MaintenancePods pods;
  private final Journal journal;

  public PlanDeed(Apps apps, KubernetesClient client, Journal journal, Engines engines) {
    this.apps = apps;
    this.planner = new Planner(client, engines, journal);
    this.pods = new MaintenancePods(client);
    this.journal = journal;
  }

  @Override
  public Plan compute(In in) {
    return ApiErrors.translated(
        Failures::refused,
        () -> {
          try {
            return planned(in);
          } catch (ToolTrouble | Unreachable e) {
            throw Failures.refused(e.getMessage());
          }
        });
  }

  private Plan planned(In in) {
    AppConfig app =
        apps.find(in.request().app())
            .orElseThrow(
                () ->
                    new Trouble(
                        "there is no app \""
                            + in.request().app()
                            + "\"; there are: "
                            + String.join(", ", apps.names())));
    ActivityInfo activity = Activity.getExecutionContext().getInfo();
    String run = in.ref().run().isEmpty() ? "preview-" + activity.getRunId() : in.ref().run();
    if (!in.ref().run().isEmpty()) {
      new Configured(journal, run, app).keep();
    }
    planner.requireAllowed(app, run);
    Planner.Present present = planner.look(app);
    pods.sweep(app.deployment().namespace(), run, activity.getAttempt());
    MaintenancePodTemplate template =
        planner.template(present, app.imageFor(in.request().version()), run);
    // The real one, not the plan's: quotas count containers.
    SchemaTool tool = SchemaTools.of(app.schema());
    pods.requireAdmitted(template.maintenancePod(run, tool.targetCommand(), tool.imports()));
    Pod wanted = template.planPod(run, activity.getAttempt(), tool.connectingCommand().isPresent());
    return inPod(
        wanted, present, in.request(), run, Await.within(app.policy().limits().maintenancePod()));
  }

  private Plan inPod(
      Pod wanted, Planner.Present present, MigrationRequest request, String run, Await await) {
    try {
      pods.create(wanted, await);
      return planner.plan(present, request, run, pods.awaitReady(wanted, await, SOON, LATER));
    } finally {
      pods.discard(PodAt.of(wanted));
    }
  }
}
