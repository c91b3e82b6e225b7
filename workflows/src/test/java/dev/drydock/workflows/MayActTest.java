package dev.drydock.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ana asks; ben, cho, dee and the members of S-ops operate. */
@Timeout(20)
class MayActTest {
  private static final MigrationRequest REQUEST =
      new MigrationRequest("keeper", "1.9.0", World.DATABASE, "ana", Source.SLACK, null);
  private static final Discard DISCARD =
      new Discard(
          Digest.of("rows"),
          List.of(new Discard.Lost("public.builds: 3 rows added", 3)),
          "/backups/discard");

  private final World world = new World();
  private TestWorkflowEnvironment env;
  private WorkflowStub run;

  @BeforeEach
  void start() {
    env = World.temporal();
    env.newWorker(TaskQueues.WORKFLOWS).registerWorkflowImplementationTypes(MigrationImpl.class);
    WorkerOptions quickCancel =
        WorkerOptions.newBuilder()
            .setMaxHeartbeatThrottleInterval(Duration.ofMillis(50))
            .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(50))
            .build();
    env.newWorker(TaskQueues.ACTIVITIES, quickCancel).registerActivitiesImplementations(world);
    env.start();
    world.gates = List.of();
  }

  @AfterEach
  void replay() throws Exception {
    WorkflowExecutionHistory history =
        env.getWorkflowClient().fetchHistory(run.getExecution().getWorkflowId());
    Replays.of(history.toJson(false));
    env.close();
  }

  @ParameterizedTest
  @CsvSource({"zoe,", "cli:ana,", "slack:U1,S-dba"})
  void aStrangerAbortsNothing(String who, String group) throws Exception {
    beginAndAwait("upgrade");
    assertRefused("abort", abort(who, group), who + " may not abort keeper-7. Ask ana,");
    assertRefused("abort", abort(who, group), "ben, cho, dee, a member of group S-ops.");
    world.release("upgrade");
    assertThat(outcome()).isEqualTo(Outcome.UPGRADED);
  }

  @ParameterizedTest
  @CsvSource({"ana,", "dee,", "slack:U1,S-ops"})
  void whoAskedAndOperatorsAbort(String who, String group) throws Exception {
    beginAndAwait("upgrade");
    run.update("abort", Receipt.class, abort(who, group));
    assertThat(outcome()).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void onlyOperatorsResume() throws Exception {
    beginAndAwaitOperator();
    String why = " is not among the operators of keeper-7. Ask one of them: ben, cho, dee,";
    assertRefused("resume", resume("ana", null, false, null), "ana" + why);
    assertRefused("resume", resume("cli:ben", "S-dba", false, null), "cli:ben" + why);
    assertRefused("resume", resume("zoe", null, true, null), "zoe" + why);
    world.failing.clear();
    run.update("resume", Receipt.class, resume("slack:U1", "S-ops", false, null));
    assertThat(outcome()).isEqualTo(Outcome.ROLLED_BACK);
  }

  @ParameterizedTest
  @CsvSource({"true,", "false,code"})
  void whatWasWrittenIsDecidedByAnotherWhoIsNamed(boolean keepNew, String code) throws Exception {
    world.operators = new Listed(List.of("ana", "ben"), List.of("S-ops"));
    beginAndAwaitOperator();
    String discard = code == null ? null : DISCARD.code();
    assertRefused("resume", resume("ana", "S-ops", keepNew, discard), "You asked for this run, so");
    for (String unknown : List.of("cli:zoe", "slack:U1")) {
      assertRefused(
          "resume",
          resume(unknown, "S-ops", keepNew, discard),
          unknown + " is nobody's id under people:");
    }
    world.failing.clear();
    run.update("resume", Receipt.class, resume("zoe", "S-ops", keepNew, discard));
    assertThat(outcome()).isEqualTo(keepNew ? Outcome.UPGRADED : Outcome.ROLLED_BACK);
  }

  /** It was planned by a version that asked nobody's name, and goes on as it was begun. */
  @Test
  void inARunOfAnEarlierVersionAnybodyMay() throws Exception {
    world.operators = null;
    beginAndAwaitOperator();
    world.failing.clear();
    run.update("resume", Receipt.class, resume("cli:zoe", null, true, null));
    assertThat(outcome()).isEqualTo(Outcome.UPGRADED);
  }

  /** Nothing is bound before the plan; whose abort comes to the run was the desk's to say. */
  @Test
  void aRunThatIsBeingPlannedCanBeStopped() throws Exception {
    beginAndAwait("plan");
    run.update("abort", Receipt.class, abort("dee", null));
    assertThat(outcome()).isEqualTo(Outcome.ABORTED);
  }

  private static Abort abort(String who, String group) {
    return new Abort("keeper-7", who, Source.SLACK, "wrong day", groups(group));
  }

  private static Resume resume(String who, String group, boolean keepNew, String discard) {
    return new Resume("keeper-7", who, Source.CLI, keepNew, discard, groups(group));
  }

  private static List<String> groups(String group) {
    return group == null ? List.of() : List.of(group);
  }

  private WorkflowStub begin() {
    WorkflowStub stub =
        env.getWorkflowClient()
            .newUntypedWorkflowStub(
                "Migration",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(World.DATABASE.workflowId())
                    .setTaskQueue(TaskQueues.WORKFLOWS)
                    .build());
    stub.start(REQUEST);
    return stub;
  }

  private void beginAndAwait(String deed) throws InterruptedException {
    world.hold(deed);
    run = begin();
    world.awaitReached(deed);
  }

  /** The new version has come up, written, and failed. */
  private void beginAndAwaitOperator() throws InterruptedException {
    world.failing.put("bring up new", Failures.stepFailed("never ready"));
    world.failing.put("take down new", Failures.writesFound("builds: 3 rows more", DISCARD));
    world.reached.put("operator", new CountDownLatch(1));
    run = begin();
    world.awaitReached("operator");
  }

  private Outcome outcome() {
    return run.getResult(Report.class).outcome();
  }

  private void assertRefused(String update, Object argument, String why) {
    assertThatThrownBy(() -> run.update(update, Receipt.class, argument))
        .isInstanceOf(WorkflowUpdateException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getOriginalMessage()).contains(why));
  }
}
