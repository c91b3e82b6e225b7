package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drydock.sandbox.cluster.Faults;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.SchemaActivities.Upgraded;
import dev.drydock.workflows.Step;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void podDeletedByHandEndsTheStep() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    client().pods().inNamespace("default").withName(POD).delete();
    assertThat(running.get()).contains("the revision is still k3, not k5");
    assertThat(databases().endedSessionsOf()).contains(RUN);
  }

  @Test
  void killedForMemoryIsNamed() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    cluster().faults().oomKill("default", POD, "upgrade");
    assertThat(running.get()).contains("exit code 137, OOMKilled");
  }

  @Test
  void evictedPodIsNamed() throws Exception {
    behave("slow");
    CompletableFuture<String> running = CompletableFuture.supplyAsync(this::failure);
    await(() -> Files.exists(beside("calls")));
    cluster().faults().evict("default", POD);
    assertThat(running.get()).contains("the revision is still k3, not k5");
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
