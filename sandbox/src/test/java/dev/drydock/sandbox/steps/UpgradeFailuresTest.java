package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drydock.activities.kubernetes.MaintenancePods;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.schema.UpgradeStop;
import dev.drydock.sandbox.cluster.Faults;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.SchemaActivities.Upgraded;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.config.MaintenanceConfig;
import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The upgrade runs once, whatever breaks, and the version table tells how it went. */
class UpgradeFailuresTest extends WithSteps {
  private static final String POD = "drydock-keeper-41";
  private Plan plan;

  @BeforeEach
  void prepare() {
    plan = plan();
    pod().prepare(podIn(plan));
  }

  @Test
  void failedToolIsToldByItsLastWords() throws Exception {
    behave("fail");
    assertThat(failure())
        .isEqualTo(
            "the schema tool ended with exit code 1: ERROR: column note contains nulls; the"
                + " revision is still k3, not k5");
    assertThat(databases().endedSessionsOf()).contains(RUN);
    assertThat(journal().named(RUN, "upgrade-log")).isPresent();
  }

  /** A drained node takes the log along, and there is only what the kubelet has put into status. */
  @Test
  void lastWordsAreToldWhereTheLogCannotBeRead() throws Exception {
    behave("fail");
    cluster().faults().deny("get", "pods/log");
    assertThat(failure()).contains("exit code 1: ERROR: column note contains nulls; ");
  }

  @Test
  void toolThatLiesIsNotBelieved() throws Exception {
    behave("lie");
    assertThat(failure())
        .isEqualTo("the schema tool says that it succeeded, but the revision is still k3, not k5");
  }

  @Test
  void failureAfterTheWorkIsDoneIsANote() throws Exception {
    behave("fail-late");
    Upgraded done = upgrade();
    assertThat(done.exitCode()).isEqualTo(9);
    assertThat(done.note()).contains("exit code 9 although the revision is right");
  }

  @Test
  void brokenConnectionsNeitherRepeatNorLoseIt() throws Exception {
    behave("slow");
    cluster().faults().dropNextExec(Faults.ExecEnd.CUT);
    CompletableFuture<Upgraded> running = CompletableFuture.supplyAsync(this::upgrade);
    await(() -> Files.exists(beside("calls")));
    cluster().faults().apiServerDown(Duration.ofSeconds(2));
    Files.delete(beside("slow"));
    assertThat(running.get().exitCode()).isZero();
    assertThat(beside("calls")).hasContent("begun");
    assertThat(journal().text(running.get().log())).contains("connecting to").contains("upgraded");
  }

  /** The limit is the upgrade's, and users are out. */
  @Test
  void toolThatCannotBeStartedIsGivenUpLongBeforeTheLimit() {
    cluster().faults().deny("create", "pods/exec");
    long began = System.nanoTime();
    assertThat(failure()).contains("the upgrade cannot be started, exec in pod default/" + POD);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(45));
    assertThat(revision()).isEqualTo("k3");
  }

  /** Users would wait for the upgrade's limit, and nothing would run. */
  @Test
  void whatItWroteBeforeIsNoSignThatItWasStarted() throws Exception {
    cluster().faults().deny("create", "pods/exec");
    behave("warn");
    await(() -> !Files.exists(beside("warn")));
    CompletableFuture<Upgraded> running = CompletableFuture.supplyAsync(this::upgrade);
    Thread.sleep(3000);
    assertThat(beside("calls")).doesNotExist();
    cluster().faults().allowAll();
    assertThat(running.get().exitCode()).isZero();
    assertThat(journal().text(running.get().log())).contains("warning").contains("upgraded");
  }

  @Test
  void podDeletedByHandEndsTheStep() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    client().pods().inNamespace("default").withName(POD).delete();
    assertThat(running.get())
        .isEqualTo(
            "the schema tool ended with exit code 143: pod drydock-keeper-41 was deleted; the"
                + " revision is still k3, not k5");
    assertThat(databases().endedSessionsOf()).contains(RUN);
  }

  @Test
  void killedForMemoryNamesTheLimitAndTheKey() throws Exception {
    pod().remove(podIn(plan));
    configure(
        ShellApp.config(
            new MaintenanceConfig(List.of(), Map.of("limits", Map.of("memory", "256Mi")))));
    plan = plan();
    pod().prepare(podIn(plan));
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    cluster().faults().oomKill("default", POD, "upgrade");
    assertThat(running.get())
        .isEqualTo(
            "the schema tool ended with exit code 137, OOMKilled: it needed more memory than its"
                + " limit of 256Mi; raise maintenance.resources.limits.memory of keeper; the"
                + " revision is still k3, not k5");
  }

  @Test
  void killedForMemoryWithoutALimitNamesTheNode() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    cluster().faults().oomKill("default", POD, "upgrade");
    assertThat(running.get())
        .contains("exit code 137, OOMKilled: it has no limit of its own")
        .contains("set maintenance.resources.requests.memory of keeper");
  }

  @Test
  void podEvictedByItsNodeIsNamed() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    cluster().faults().evict("default", POD);
    assertThat(running.get())
        .contains("evicted pod drydock-keeper-41 (The node was low on resource: memory.)")
        .contains("set maintenance.resources.requests of keeper")
        .endsWith("the revision is still k3, not k5");
  }

  @Test
  void drainedNodeIsTold() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    assertThat(client().pods().inNamespace("default").withName(POD).evict()).isTrue();
    assertThat(running.get())
        .isEqualTo(
            "the schema tool ended with exit code 143: pod drydock-keeper-41 was evicted through"
                + " the API (was node sandbox drained?); the revision is still k3, not k5");
  }

  /** Whoever deletes the pod after the work was done changes nothing about the outcome. */
  @Test
  void podEvictedAfterTheWorkWasDoneIsANote() throws Exception {
    behave("slow-end");
    CompletableFuture<Upgraded> running = CompletableFuture.supplyAsync(this::upgrade);
    await(() -> revision().equals("k5"));
    cluster().faults().evict("default", POD);
    assertThat(running.get().revision()).isEqualTo("k5");
    assertThat(running.get().note())
        .contains("evicted pod drydock-keeper-41")
        .contains("although the revision is right");
  }

  /** Nobody sees the process end, so it is not taken for ended before the node is back. */
  @Test
  void lostNodeEndsTheStepAndTheUndoWaitsForProof() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    cluster().faults().nodeLost("default", POD);
    client().pods().inNamespace("default").withName(POD).withGracePeriod(1).delete();
    assertThat(running.get(60, TimeUnit.SECONDS))
        .contains("node sandbox is cut off or was tainted, so the cluster ends pod " + POD)
        .contains("nobody could see its process end")
        .endsWith("before the upgrade was done: the revision is still k3, not k5");
    CompletableFuture<Void> undo =
        CompletableFuture.runAsync(() -> podMeanwhile().remove(podIn(plan)));
    Thread.sleep(1500);
    assertThat(undo).isNotDone();
    assertThat(drydockPods()).hasSize(1);
    cluster().faults().nodeBack("default", POD);
    undo.get(30, TimeUnit.SECONDS);
    assertThat(drydockPods()).isEmpty();
    assertThat(revision()).isEqualTo("k3");
  }

  @Test
  void sidecarThatNeverEndsDoesNotHoldItUp() throws Exception {
    pod().remove(podIn(plan));
    roll(
        new DeploymentBuilder(ShellApp.deployment(database()))
            .editSpec()
            .editTemplate()
            .editSpec()
            .addNewContainer()
            .withName("db-proxy")
            .withImage("registry.sandbox/keeper:1.8.0")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build());
    configure(ShellApp.config(new MaintenanceConfig(List.of("db-proxy"), Map.of())));
    plan = plan();
    pod().prepare(podIn(plan));
    assertThat(upgrade().exitCode()).isZero();
    Pod pod = client().pods().inNamespace("default").withName(POD).get();
    assertThat(pod.getStatus().getContainerStatuses())
        .filteredOn(status -> status.getState().getRunning() != null)
        .extracting(ContainerStatus::getName)
        .containsExactlyInAnyOrder("tool", "db-proxy");
  }

  @Test
  void missingPodEndsTheStep() {
    pod().remove(podIn(plan));
    assertThat(failure())
        .isEqualTo(
            "pod default/drydock-keeper-41 is gone before the upgrade was done: the revision is"
                + " still k3, not k5");
  }

  @Test
  void stoppedUpgradeLeavesItsLogAndNoProcess() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    podMeanwhile().remove(podIn(plan));
    assertThat(drydockPods()).isEmpty();
    assertThat(running.get()).contains("the revision is still k3, not k5");
    Files.delete(beside("slow"));
    assertThat(revision()).isEqualTo("k3");
    assertThat(journal().named(RUN, "upgrade-log").map(journal()::text).orElse(""))
        .contains("connecting to postgresql://keeper:***@db");
  }

  @Test
  void canceledUpgradeStopsWatchingAndTheUndoStopsTheTool() throws Exception {
    behave("slow");
    CompletableFuture<Throwable> running =
        CompletableFuture.supplyAsync(() -> catchThrowable(this::upgrade));
    await(() -> Files.exists(beside("calls")));
    cancelWhatRuns();
    assertThat(running.get()).hasStackTraceContaining("Cancel");
    assertThat(drydockPods()).hasSize(1);
    podMeanwhile().remove(podIn(plan));
    Files.delete(beside("slow"));
    assertThat(drydockPods()).isEmpty();
    assertThat(revision()).isEqualTo("k3");
    assertThat(journal().named(RUN, "upgrade-log")).isPresent();
  }

  /** On the way back, too, nobody waits for a right that only a person can give. */
  @Test
  void aPodThatMayNotBeLookedAtIsNotStoppedAndThatIsForGood() {
    cluster().faults().deny("get", "pods");
    assertThatThrownBy(
            () -> new UpgradeStop(client(), journal()).stopUpgrade(RUN, ShellApp.config()))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
              assertThat(failure.getOriginalMessage())
                  .contains("cannot get resource \"pods\"")
                  .contains("mend Drydock's Role");
            });
  }

  /** Another worker may have read the Deployment, and this one reads what the tool says. */
  @Test
  void whatThePodsEnvironmentHoldsIsTakenOutByWhoeverLooksAtThePod() {
    String value = "inTheEnvironment" + System.nanoTime();
    client()
        .resource(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: drydock-keeper-42, namespace: default}
            spec:
              restartPolicy: Never
              containers:
                - name: upgrade
                  image: "registry.sandbox/keeper:1.9.0"
                  command: [sh, -c, exit 0]
                  env: [{name: SESSION_TOKEN, value: %s}]
            """
                .formatted(value))
        .create();
    assertThat(Scrub.ofProcess().text(value)).isEqualTo(value);
    new MaintenancePods(client()).find(new PodAt("default", "drydock-keeper-42"));
    assertThat(Scrub.ofProcess().text("session " + value)).isEqualTo("session ***");
  }

  @Test
  void leftoversFailTheVerification() {
    upgrade();
    databases().leave("index build_note_ix is invalid");
    ApplicationFailure failure = failureOf(() -> schema().verify(schemaIn(Step.VERIFY, plan)));
    assertThat(failure.getOriginalMessage())
        .isEqualTo("the upgrade left: index build_note_ix is invalid");
  }

  private Upgraded upgrade() {
    return schema().upgrade(schemaIn(Step.UPGRADE, plan));
  }

  private String failure() {
    ApplicationFailure failure = failureOf(this::upgrade);
    assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
    return failure.getOriginalMessage();
  }
}
