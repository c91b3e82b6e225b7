package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a new version that fails the old one comes back, unless something would be lost. */
class BringUpFailuresTest extends WithSteps {
  private Plan plan;

  @BeforeEach
  void down() {
    plan = plan();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    databases().baseline(config(), RUN);
  }

  @Test
  void newVersionThatDiesIsSeenEarlyAndTheOldComesBack() throws Exception {
    behave("crash-1.9.0");
    ApplicationFailure failure = failureOf(() -> app().bringUpNew(in(Step.BRING_UP, plan)));
    assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
    assertThat(failure.getOriginalMessage()).contains("container keeper").contains("exit code 3");
    app().takeDownNew(new AppActivities.Unwritten(ref(Step.BRING_UP), plan, null));
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(isUp("1.8.0")).isTrue();
  }

  @Test
  void writesOfTheNewVersionStopTheWayBack() {
    app().bringUpNew(in(Step.BRING_UP, plan));
    databases().write("a row\n");
    ApplicationFailure failure =
        failureOf(
            () -> app().takeDownNew(new AppActivities.Unwritten(ref(Step.BRING_UP), plan, null)));
    assertThat(failure.getType()).isEqualTo(Failures.WRITES_FOUND);
    assertThat(failure.getOriginalMessage())
        .contains("build: 1 row added", "kept in /backups/keeper-41");
    String code = failure.getDetails().get(String.class);
    assertThat(failure.getOriginalMessage()).contains(code);
    databases().write("another row\n");
    AppActivities.Unwritten agreed = new AppActivities.Unwritten(ref(Step.BRING_UP), plan, code);
    assertThat(failureOf(() -> app().takeDownNew(agreed)).getType())
        .as("what was agreed to is not what would be lost now")
        .isEqualTo(Failures.WRITES_FOUND);
    assertThat(pods()).allMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
  }

  @Test
  void somebodyElsesDeploymentIsNotOverwritten() {
    await(() -> deployment() == null);
    databases().raise(config(), RUN);
    applyByOwner(ShellApp.deployment(beside("x").resolveSibling("revision")));
    ApplicationFailure failure = failureOf(() -> app().bringUpNew(in(Step.BRING_UP, plan)));
    assertThat(failure.getOriginalMessage()).contains("made by owner");
    assertThat(databases().held(config())).as("it gets nowhere near the new schema").isPresent();
    failure = failureOf(() -> app().takeDown(in(Step.TAKE_DOWN, plan)));
    assertThat(failure.getOriginalMessage()).contains("made again by owner");
    await(() -> isUp("1.8.0"));
  }

  /** It may migrate when it starts. */
  @Test
  void aNewVersionThatSomebodyMadeIsNotLetInToTheOldSchema() {
    await(() -> deployment() == null);
    databases().raise(config(), RUN);
    Deployment newer = ShellApp.deployment(beside("x").resolveSibling("revision"));
    Container container = newer.getSpec().getTemplate().getSpec().getContainers().get(0);
    container.setImage(container.getImage().replace("1.8.0", "1.9.0"));
    applyByOwner(newer);
    await(() -> isUp("1.9.0"));
    ApplicationFailure failure = failureOf(() -> app().bringUpOld(in(Step.TAKE_DOWN, plan)));
    assertThat(failure.getOriginalMessage()).contains("made by owner", "not what belongs there");
    assertThat(databases().held(config())).isPresent();
  }

  @Test
  void clusterThatIsAwayIsWaitedFor() {
    cluster().faults().apiServerDown(Duration.ofSeconds(3));
    app().bringUpNew(in(Step.BRING_UP, plan));
    assertThat(isUp("1.9.0")).isTrue();
  }

  /** As with a webhook that is away for a moment: the controller tries again. */
  @Test
  void aPodThatIsNotAdmittedAtFirstIsWaitedFor() throws Exception {
    await(() -> pods().isEmpty());
    apply("{apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {pods: 0}}}");
    CompletableFuture<AppActivities.Up> up =
        CompletableFuture.supplyAsync(() -> app().bringUpNew(in(Step.BRING_UP, plan)));
    await(
        () ->
            deployment() != null
                && deployment().getStatus().getConditions().stream()
                    .anyMatch(c -> c.getType().equals("ReplicaFailure")));
    client().resourceQuotas().withName("none").delete();
    assertThat(up.get().replicas()).isEqualTo(plan.replicas());
    assertThat(isUp("1.9.0")).isTrue();
  }

  /** Its ReplicaSet makes another one; what is left of it is no trouble of the roll-out. */
  @Test
  void aPodThatIsEvictedMeanwhileIsReplaced() throws Exception {
    await(() -> pods().isEmpty());
    cluster().faults().unschedulable("0/1 nodes are available: 1 node was consolidated.");
    CompletableFuture<AppActivities.Up> up =
        CompletableFuture.supplyAsync(() -> app().bringUpNew(in(Step.BRING_UP, plan)));
    await(() -> pods().size() == 2);
    cluster().faults().evict("default", pods().get(0).getMetadata().getName());
    cluster().faults().unschedulable("");
    assertThat(up.get().replicas()).isEqualTo(plan.replicas());
    assertThat(pods()).as("the evicted one is listed still").hasSize(3);
  }

  @Test
  void nothingIsMadeWhenTheStepsTimeIsAsGoodAsUsedUp() {
    // over before the cluster can have answered: with some ms left it may be in time after all
    Plan late = withLimit(plan, Duration.ofMillis(1));
    ApplicationFailure failure = failureOf(() -> app().bringUpNew(in(Step.BRING_UP, late)));
    assertThat(failure.getOriginalMessage()).containsAnyOf("too little is left", "not within");
    await(() -> deployment() == null);
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    await(() -> isUp("1.8.0"));
    failure =
        failureOf(
            () -> app().takeDownNew(new AppActivities.Unwritten(ref(Step.BRING_UP), late, null)));
    assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
    assertThat(isUp("1.8.0")).isTrue();
  }

  private static Plan withLimit(Plan plan, Duration limit) {
    return new Plan(
        plan.app(),
        plan.version(),
        plan.database(),
        plan.deployment(),
        plan.deploymentDigest(),
        plan.replicas(),
        plan.running(),
        plan.image(),
        plan.schema(),
        plan.wayBack(),
        new Policy(List.of(), new Limits(limit, limit, limit, limit, limit, limit)),
        plan.databaseBytes(),
        plan.notes(),
        plan.takeDown(),
        plan.references(),
        plan.startEarly());
  }
}
