package dev.drydock.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run with a gate at each place where one can stand. */
@Timeout(20)
class GatesTest {
  private static final MigrationRequest REQUEST =
      new MigrationRequest("keeper", "1.9.0", World.DATABASE, "ana", Source.SLACK, null);
  private final World world = new World();
  private TestWorkflowEnvironment env;

  @BeforeEach
  void start() {
    env = World.temporal();
    env.newWorker(TaskQueues.WORKFLOWS).registerWorkflowImplementationTypes(MigrationImpl.class);
    env.newWorker(TaskQueues.ACTIVITIES).registerActivitiesImplementations(world);
    env.start();
  }

  @AfterEach
  void stop() {
    env.close();
  }

  @Test
  void whatWasShownAtOneGateIsNotWhatTheNextOneAsksFor() throws Exception {
    world.withGates(Gates.PLACES.stream().map(GatesTest::gate).toList());
    WorkflowStub run = begin();
    String shown = Digest.of("nothing yet");
    for (Step place : Gates.PLACES) {
      awaitGate(place);
      assertRefused(run, decision(shown, true));
      shown = world.gateDigest();
      run.update("decide", Receipt.class, decision(shown, true));
    }
    assertThat(run.getResult(Report.class).outcome()).isEqualTo(Outcome.UPGRADED);
    Replays.of(
        env.getWorkflowClient().fetchHistory(run.getExecution().getWorkflowId()).toJson(false));
  }

  @ParameterizedTest
  @CsvSource({
    "TAKE_DOWN,Rejected; the run ends.",
    "UPGRADE,Rejected; everything done is put back."
  })
  void aRejectionTellsWhatFollows(Step before, String told) throws Exception {
    world.withGates(List.of(gate(before)));
    WorkflowStub run = begin();
    awaitGate(before);
    Decision no = decision(world.gateDigest(), false);
    assertThat(run.update("decide", Receipt.class, no).message()).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({
    "BACKUP,Approved. Now the backup is taken.",
    "TAKE_DOWN,Approved. Now keeper is taken down.",
    "UPGRADE,Approved. Now the database is upgraded.",
    "BRING_UP,Approved. Now 1.9.0 comes up."
  })
  void anApprovalTellsWhatFollows(Step before, String told) throws Exception {
    world.withGates(List.of(gate(before)));
    WorkflowStub run = begin();
    awaitGate(before);
    Decision yes = decision(world.gateDigest(), true);
    assertThat(run.update("decide", Receipt.class, yes).message()).isEqualTo(told);
  }

  /** Who lets users in has to know that the upgrade was looked at. */
  @Test
  void theLastGateShowsWhatWasVerified() throws Exception {
    world.withGates(List.of(gate(Step.BRING_UP)));
    begin();
    awaitGate(Step.BRING_UP);
    assertThat(world.gate.evidence()).contains("verify: revision is k5");
  }

  @ParameterizedTest
  @CsvSource({"BACKUP,false", "TAKE_DOWN,false", "UPGRADE,true", "BRING_UP,true"})
  void theApplicationIsDownAtGatesAfterItsTakeDown(Step before, boolean isDown) {
    assertThat(Gates.isDown(before)).isEqualTo(isDown);
  }

  private static GatePolicy gate(Step before) {
    return new GatePolicy(before, 1, List.of("ben"), List.of(), Duration.ofHours(1));
  }

  private WorkflowStub begin() {
    WorkflowStub run =
        env.getWorkflowClient()
            .newUntypedWorkflowStub(
                "Migration",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(World.DATABASE.workflowId())
                    .setTaskQueue(TaskQueues.WORKFLOWS)
                    .build());
    run.start(REQUEST);
    return run;
  }

  private void awaitGate(Step before) throws InterruptedException {
    while (world.gate == null || world.gate.policy().before() != before) {
      Thread.sleep(5);
    }
  }

  /** Ben's answer at the gate that is open now, to what {@code digest} stands for. */
  private Decision decision(String digest, boolean approve) {
    LedgerActivities.GateOpened gate = world.gate;
    return new Decision(
        "keeper-7",
        gate.execution(),
        gate.policy().before(),
        digest,
        approve,
        "ben",
        List.of(),
        Source.SLACK,
        "");
  }

  private static void assertRefused(WorkflowStub run, Decision decision) {
    assertThatThrownBy(() -> run.update("decide", Receipt.class, decision))
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure ->
                assertThat(failure.getOriginalMessage())
                    .contains("The plan is not the one you were shown"));
  }
}
