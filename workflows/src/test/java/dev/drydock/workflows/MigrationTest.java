package dev.drydock.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every verdict, timer and undo order, with Temporal's clock skipping. Each test's history is
 * replayed at its end.
 */
@Timeout(20)
class MigrationTest {
  private static final Discard DISCARD =
      new Discard(
          Digest.of("rows"),
          List.of(new Discard.Lost("public.builds: 3 rows added", 3)),
          "/backups/discard");

  private static final MigrationRequest REQUEST =
      new MigrationRequest("keeper", "1.9.0", World.DATABASE, "ana", Source.SLACK, null);
  private final World world = new World();
  private TestWorkflowEnvironment env;
  private WorkflowStub run;
  private String testName;

  @BeforeEach
  void start(TestInfo info) {
    testName = info.getTestMethod().orElseThrow().getName();
    env = World.temporal();
    Worker workflows = env.newWorker(TaskQueues.WORKFLOWS);
    workflows.registerWorkflowImplementationTypes(MigrationImpl.class, PreviewImpl.class);
    WorkerOptions quickCancel =
        WorkerOptions.newBuilder()
            .setMaxHeartbeatThrottleInterval(Duration.ofMillis(50))
            .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(50))
            .build();
    env.newWorker(TaskQueues.ACTIVITIES, quickCancel).registerActivitiesImplementations(world);
    env.start();
  }

  @AfterEach
  void replay() throws Exception {
    if (run != null) {
      WorkflowExecutionHistory history =
          env.getWorkflowClient().fetchHistory(run.getExecution().getWorkflowId());
      String keep = System.getProperty("drydock.saveHistories");
      if (keep != null) {
        Files.writeString(Path.of(keep, testName + ".json"), history.toJson(true));
      }
      WorkflowReplayer.replayWorkflowExecution(history.toJson(false), MigrationImpl.class);
    }
    env.close();
  }

  // ---- the way there

  @Test
  void goesThroughTheProcedureInItsOrder() {
    world.gates = List.of();
    assertThat(finish(begin()).outcome()).isEqualTo(Outcome.UPGRADED);
    assertThat(world.deeds())
        .containsExactly(
            "plan",
            "backup",
            "prepare pod",
            "take down",
            "seal",
            "still down",
            "upgrade",
            "verify",
            "bring up new",
            "remove pod",
            "tidy");
    assertThat(world.report.leftToDo()).isEmpty();
  }

  @Test
  void showsItselfInTemporalsOwnUi() {
    world.gates = List.of();
    finish(begin());
    var attributes = run.describe().getTypedSearchAttributes();
    assertThat(attributes.get(Attributes.STATE)).isEqualTo("UPGRADED");
    assertThat(attributes.get(Attributes.RUN)).isEqualTo("keeper-7");
    assertThat(run.query("status", Migration.Status.class).planDigest())
        .isEqualTo(world.plan().digest());
  }

  @Test
  void aHealthyRunStaysSmall() throws Exception {
    approveWhenAsked("ben");
    assertThat(env.getWorkflowClient().fetchHistory(run.getExecution().getWorkflowId()).getEvents())
        .hasSizeLessThanOrEqualTo(150);
  }

  @Test
  void whatCannotBeTidiedIsLeftToAPersonAndChangesNothing() {
    world.gates = List.of();
    world.failing.put("tidy", Failures.stepFailed("the server said no"));
    Report report = finish(begin());
    assertThat(report.outcome()).isEqualTo(Outcome.UPGRADED);
    assertThat(report.leftToDo())
        .containsExactly("drop copies of earlier runs (the server said no)");
  }

  // ---- gates

  @Test
  void waitsAtTheGateAndGoesOnWhenApproved() throws Exception {
    assertThat(approveWhenAsked("ben").approvedBy()).containsExactly("ben");
    assertThat(world.said)
        .containsSubsequence(
            "backup",
            "ledger gate before take down",
            "ledger ben approved",
            "ledger gate approved",
            "prepare pod");
  }

  @Test
  void aGateExpires() {
    Report report = finish(begin());
    assertThat(report.outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(report.cause()).isEqualTo("0 of 1 approvals came in time (72 h)");
    assertThat(world.deeds()).containsExactly("plan", "backup");
  }

  @Test
  void aRejectionEndsTheRunUntouched() throws Exception {
    beginAndAwaitGate();
    decide("ben", false);
    Report report = finish(run);
    assertThat(report.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(report.cause()).isEqualTo("rejected by ben: because");
    assertThat(world.deeds()).containsExactly("plan", "backup");
  }

  @Test
  void aQuorumIsOfDistinctPeople() throws Exception {
    world.gates =
        List.of(
            new GatePolicy(
                Step.TAKE_DOWN, 2, List.of("ben", "cho"), List.of(), Duration.ofHours(1)));
    beginAndAwaitGate();
    assertThat(decide("ben", true).message())
        .isEqualTo("Approved; 1 more is needed, and not from ana.");
    assertRefused(
        decision("ben", true), "You have approved already; 1 more is needed, from other people.");
    assertThat(decide("cho", true).message()).isEqualTo("Approved. Now keeper is taken down.");
    assertThat(finish(run).approvedBy()).containsExactly("ben", "cho");
  }

  @Test
  void whoApprovedMayStillReject() throws Exception {
    world.gates =
        List.of(
            new GatePolicy(
                Step.TAKE_DOWN, 2, List.of("ben", "cho"), List.of(), Duration.ofHours(1)));
    beginAndAwaitGate();
    decide("ben", true);
    decide("ben", false);
    assertThat(finish(run).outcome()).isEqualTo(Outcome.REJECTED);
  }

  @Test
  void theRequesterDoesNotApprove() throws Exception {
    beginAndAwaitGate();
    assertRefused(
        decision("ana", true), "You asked for this run, so somebody else has to approve it.");
    decide("ben", true);
    assertThat(finish(run).outcome()).isEqualTo(Outcome.UPGRADED);
  }

  @Test
  void aMemberOfAGroupApproves() throws Exception {
    beginAndAwaitGate();
    Decision byGroup = with(decision("dee", true), List.of("S-other", "S-dba"));
    run.update("decide", Receipt.class, byGroup);
    assertThat(finish(run).approvedBy()).containsExactly("dee");
  }

  @Test
  void strangersAreRefused() throws Exception {
    beginAndAwaitGate();
    assertRefused(
        decision("eve", true), "You are not among the approvers of this gate; ask ben, cho");
    assertRefused(
        with(decision("eve", false), List.of("S-other")),
        "You are not among the approvers of this gate; ask ben, cho");
    decide("ben", true);
    finish(run);
  }

  @ParameterizedTest
  @CsvSource({
    "digest,The plan is not the one you were shown",
    "execution,given at another gate",
    "run,This answer is for run keeper-6",
    "gate,given at another gate"
  })
  void anAnswerToSomethingElseIsRefused(String wrong, String why) throws Exception {
    beginAndAwaitGate();
    Decision good = decision("ben", true);
    Decision forged =
        new Decision(
            wrong.equals("run") ? "keeper-6" : good.run(),
            wrong.equals("execution") ? "another" : good.execution(),
            wrong.equals("gate") ? Step.UPGRADE : good.gate(),
            wrong.equals("digest") ? Digest.of("another plan") : good.digest(),
            true,
            "ben",
            List.of(),
            Source.SLACK,
            "");
    assertRefused(forged, why);
    decide("ben", true);
    finish(run);
  }

  @Test
  void anAnswerThatComesLateIsRefused() throws Exception {
    world.hold("upgrade");
    beginAndAwaitGate();
    decide("ben", true);
    world.awaitReached("upgrade");
    assertRefused(
        decision("cho", true), "Too late: the gate before take down is closed (approved by ben).");
    world.release("upgrade");
    finish(run);
  }

  @Test
  void refusedAnswersLeaveNoTraceInTheHistory() throws Exception {
    beginAndAwaitGate();
    for (int i = 0; i < 5; i++) {
      assertRefused(decision("ana", true), "somebody else");
    }
    assertThat(env.getWorkflowClient().fetchHistory(run.getExecution().getWorkflowId()).getEvents())
        .noneMatch(HistoryEvent::hasWorkflowExecutionUpdateAcceptedEventAttributes);
    decide("ben", true);
    finish(run);
  }

  @ParameterizedTest
  @CsvSource({
    "BACKUP,plan,REJECTED",
    "TAKE_DOWN,backup,REJECTED",
    "UPGRADE,still down,ROLLED_BACK",
    "BRING_UP,verify,ROLLED_BACK"
  })
  void aGateStandsBeforeAnyStepThatPolicyNames(Step place, String lastDeed, Outcome whenRejected)
      throws Exception {
    world.gates = List.of(new GatePolicy(place, 1, List.of("ben"), List.of(), Duration.ofHours(1)));
    beginAndAwaitGate();
    assertThat(world.deeds().get(world.deeds().size() - 1)).isEqualTo(lastDeed);
    decide("ben", false);
    assertThat(finish(run).outcome()).isEqualTo(whenRejected);
  }

  // ---- the way back

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan         | REFUSED     | ",
        "backup       | STOPPED     | ",
        "prepare pod  | STOPPED     | remove pod",
        "take down    | ROLLED_BACK | bring up old, remove pod",
        "seal         | ROLLED_BACK | bring up old, remove pod",
        "still down   | ROLLED_BACK | bring up old, remove pod",
        "upgrade      | ROLLED_BACK | restore, bring up old, remove pod",
        "verify       | ROLLED_BACK | restore, bring up old, remove pod",
        "bring up new | ROLLED_BACK | take down new, restore, bring up old, remove pod",
      })
  void aFailingStepIsUndoneNewestFirst(String failing, Outcome outcome, String undos) {
    world.gates = List.of();
    world.failing.put(
        failing,
        failing.equals("plan") ? Failures.refused("broken") : Failures.stepFailed("broken"));
    Report report = finish(begin());
    assertThat(report.outcome()).isEqualTo(outcome);
    assertThat(report.cause()).isEqualTo("broken");
    List<String> after =
        world.deeds().subList(world.deeds().indexOf(failing) + 1, world.deeds().size());
    assertThat(after).isEqualTo(undos == null ? List.of() : List.of(undos.split(", ")));
  }

  @Test
  void aTakeDownThatIsRefusedUntouchedIsNotCalledARollBack() {
    world.gates = List.of();
    world.failing.put("take down", Failures.untouched("changed by kubectl since the plan"));
    Report report = finish(begin());
    assertThat(report.outcome()).isEqualTo(Outcome.NOT_CARRIED_OUT);
    assertThat(report.cause()).isEqualTo("changed by kubectl since the plan");
    assertThat(report.downtime()).isZero();
    assertThat(world.deeds()).endsWith("take down", "remove pod").doesNotContain("bring up old");
    assertThat(world.facts.get("toUndo")).isEqualTo(List.of("remove the maintenance pod"));
  }

  @Test
  void aPlanThatChangedVoidsTheApproval() throws Exception {
    world.failing.put("prepare pod", Failures.planChanged("image: a -> b"));
    Report report = approveWhenAsked("ben");
    assertThat(report.outcome()).isEqualTo(Outcome.VOID);
    assertThat(world.deeds()).doesNotContain("take down").endsWith("remove pod");
  }

  @Test
  void aPassingTroubleIsTriedAgain() {
    world.gates = List.of();
    world.failing.put("upgrade", new IllegalStateException("connection reset"));
    world.hold("upgrade");
    begin();
    env.registerDelayedCallback(
        Duration.ZERO,
        () -> {
          world.release("upgrade");
          world.failing.remove("upgrade");
        });
    assertThat(finish(run).outcome()).isEqualTo(Outcome.UPGRADED);
  }

  @Test
  void aTroubleThatDoesNotPassRunsOutOfTheStepsLimit() {
    world.gates = List.of();
    world.failing.put("upgrade", new IllegalStateException("connection reset"));
    Report report = finish(begin());
    assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(report.cause()).contains("connection reset");
  }

  // ---- a person has to act

  @ParameterizedTest
  @ValueSource(strings = {"restore", "bring up old", "remove pod"})
  void anUndoThatFailsStopsAndNamesAllThatIsLeft(String failing) throws Exception {
    world.gates = List.of();
    world.failing.put("upgrade", Failures.stepFailed("half way"));
    world.failing.put(failing, Failures.stepFailed("disk full"));
    world.reached.put("operator", new CountDownLatch(1));
    begin();
    world.awaitReached("operator");
    List<String> all = List.of("restore", "bring up old", "remove pod");
    List<String> left =
        List.of(
                "put the sealed state back",
                "bring up the old version",
                "remove the maintenance pod")
            .subList(all.indexOf(failing), 3);
    assertThat(world.need.notDone()).isEqualTo(left);
    assertThat(world.need.failed()).isEqualTo(left.get(0));
    assertThat(world.need.cause()).isEqualTo("disk full");
    assertThat(world.need.done())
        .startsWith("plan", "backup", "maintenance pod", "take down", "seal");
    assertThat(world.need.goOn()).containsExactly("drydock resume keeper-7");

    assertThatThrownBy(this::begin)
        .isInstanceOf(WorkflowExecutionAlreadyStarted.class); // the lock is held
    world.failing.remove(failing);
    run.update("resume", Receipt.class, new Resume("keeper-7", "ben", Source.CLI));
    Report report = finish(run);
    assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(world.deeds().subList(world.deeds().size() - left.size(), world.deeds().size()))
        .isEqualTo(all.subList(all.indexOf(failing), 3));
    assertThat(report.cause()).isEqualTo("half way");
  }

  /** Who has to act must not count on what is not there. */
  @Test
  void aBackupThatWasNotTakenIsNotToldAsDone() throws Exception {
    world.gates = List.of();
    world.noBackup = true;
    world.failing.put("upgrade", Failures.stepFailed("half way"));
    world.failing.put("restore", Failures.stepFailed("the sealed copy is gone"));
    world.reached.put("operator", new CountDownLatch(1));
    begin();
    world.awaitReached("operator");
    assertThat(world.need.done())
        .containsExactly("plan", "no backup", "maintenance pod", "take down", "seal");
  }

  @Test
  void anAbortOfARunThatIsStuckIsToldTheWayOn() throws Exception {
    world.gates = List.of();
    world.failing.put("upgrade", Failures.stepFailed("half way"));
    world.failing.put("restore", Failures.stepFailed("disk full"));
    world.reached.put("operator", new CountDownLatch(1));
    begin();
    world.awaitReached("operator");
    assertRefused(
        "abort",
        new Abort("keeper-7", "dee", Source.CLI, "no"),
        "The way back of keeper-7 is stuck and waits for a person: mend the cause");
  }

  /** It is read to prove that nothing is lost, and a limit would end every attempt of that. */
  @Test
  void theWayBackOfALargeDatabaseIsGivenTime() throws Exception {
    world.gates = List.of();
    world.databaseBytes = 1_000_000_000_000L;
    world.failing.put("bring up new", Failures.stepFailed("never ready"));
    begin();
    assertThat(finish(run).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(limitOf("App.TakeDownNew")).isEqualTo(Duration.ofSeconds(40_000));
    assertThat(limitOf("Backup.Restore")).isEqualTo(Duration.ofSeconds(40_000));
    assertThat(limitOf("App.TakeDown")).isEqualTo(Limits.DEFAULT.takeDown());
  }

  private Duration limitOf(String deed) {
    return env
        .getWorkflowClient()
        .fetchHistory(run.getExecution().getWorkflowId())
        .getEvents()
        .stream()
        .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
        .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
        .filter(scheduled -> scheduled.getActivityType().getName().equals(deed))
        .map(scheduled -> Duration.ofSeconds(scheduled.getScheduleToCloseTimeout().getSeconds()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void writesOfTheNewVersionAreNeverDiscarded() throws Exception {
    world.gates = List.of();
    world.failing.put("bring up new", Failures.stepFailed("never ready"));
    world.failing.put("take down new", Failures.writesFound("builds: 3 rows more", DISCARD));
    world.reached.put("operator", new CountDownLatch(1));
    begin();
    world.awaitReached("operator");
    assertThat(world.deeds()).doesNotContain("restore");
    assertThat(world.need.cause()).isEqualTo("builds: 3 rows more");
    assertThat(world.need.discard()).as("in full, however long it is").isEqualTo(DISCARD);
    assertThat(world.need.failed()).isEqualTo("go back without losing what 1.9.0 wrote");
    assertThat(world.need.done()).endsWith("verify", "took 1.9.0 down");
    assertThat(world.need.notDone())
        .containsExactly(
            "put the sealed state back", "bring up the old version", "remove the maintenance pod");
    world.failing.remove("take down new");
    run.update("resume", Receipt.class, new Resume("keeper-7", "ben", Source.CLI));
    finish(run);
  }

  @Test
  void aPersonMayKeepTheNewVersionThatHasWritten() throws Exception {
    world.gates = List.of();
    world.failing.put("bring up new", Failures.stepFailed("never ready"));
    world.failing.put("take down new", Failures.writesFound("builds: 3 rows more", DISCARD));
    world.reached.put("operator", new CountDownLatch(1));
    begin();
    world.awaitReached("operator");
    assertThat(world.need.goOn())
        .containsExactly(
            "drydock resume keeper-7 --keep-new",
            "drydock resume keeper-7 --discard " + DISCARD.code());
    world.failing.remove("bring up new");
    run.update("resume", Receipt.class, new Resume("keeper-7", "ben", Source.CLI, true, null));
    assertThat(finish(run).outcome()).isEqualTo(Outcome.UPGRADED);
    assertThat(world.deeds())
        .doesNotContain("restore")
        .endsWith("bring up new", "remove pod", "tidy");
  }

  @Test
  void newPodsThatStartEarlyAreTakenDownAfterTheRestoreAndBeforeTheOldOnes() throws Exception {
    world.gates = List.of();
    world.startEarly = true;
    world.failing.put("upgrade", Failures.stepFailed("half way"));
    begin();
    assertThat(finish(run).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(world.deeds())
        .containsSubsequence("take down", "start new", "restore", "stop new", "bring up old")
        .doesNotContain("still down", "bring up new");
  }

  @Test
  void newPodsThatCannotStartEarlyStopTheRunBeforeUsersAreLetIn() throws Exception {
    world.gates = List.of();
    world.startEarly = true;
    world.failing.put("start new", Failures.stepFailed("made again by argocd"));
    begin();
    Report report = finish(run);
    assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(report.cause()).isEqualTo("made again by argocd");
    assertThat(world.deeds())
        .containsSubsequence("stop new", "bring up old")
        .doesNotContain("bring up new");
  }

  /** Known by the time the upgrade would begin, it is not begun. */
  @Test
  void newPodsThatCouldNotStartEarlyStopTheRunBeforeTheUpgrade() throws Exception {
    world.gates =
        List.of(new GatePolicy(Step.UPGRADE, 1, List.of("ben"), List.of(), Duration.ofHours(1)));
    world.startEarly = true;
    world.failing.put("start new", Failures.stepFailed("made again by argocd"));
    assertThat(approveWhenAsked("ben").cause()).isEqualTo("made again by argocd");
    assertThat(world.deeds())
        .containsSubsequence("seal", "stop new", "bring up old")
        .doesNotContain("upgrade", "restore");
  }

  @Test
  void newPodsThatStartedEarlyAreOnlyLetIn() throws Exception {
    world.gates = List.of();
    world.startEarly = true;
    begin();
    assertThat(finish(run).outcome()).isEqualTo(Outcome.UPGRADED);
    assertThat(world.deeds())
        .containsSubsequence("take down", "start new", "bring up new")
        .doesNotContain("stop new");
  }

  @Test
  void aPersonMayAgreeToLoseExactlyWhatWasShown() throws Exception {
    world.gates = List.of();
    world.failing.put("bring up new", Failures.stepFailed("never ready"));
    world.failing.put("take down new", Failures.writesFound("builds: 3 rows more", DISCARD));
    world.reached.put("operator", new CountDownLatch(1));
    begin();
    world.awaitReached("operator");
    assertRefused(
        "resume",
        new Resume("keeper-7", "ben", Source.CLI, false, "AAAA-AAAA"),
        "What would be discarded now is " + DISCARD.code() + ", not AAAA-AAAA");
    assertThat(world.agreed).isNull();
    world.failing.remove("take down new");
    run.update(
        "resume", Receipt.class, new Resume("keeper-7", "ben", Source.CLI, false, DISCARD.code()));
    assertThat(finish(run).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(world.agreed).isEqualTo(DISCARD.code());
    assertThat(world.deeds()).contains("restore");
  }

  @Test
  void theNewVersionIsNotKeptWhereItIsNotThere() throws Exception {
    world.gates = List.of();
    world.failing.put("upgrade", Failures.stepFailed("half way"));
    world.failing.put("restore", Failures.stepFailed("disk full"));
    world.reached.put("operator", new CountDownLatch(1));
    begin();
    world.awaitReached("operator");
    assertRefused(
        "resume", new Resume("keeper-7", "ben", Source.CLI, true, null), "is not there to be kept");
    world.failing.remove("restore");
    run.update("resume", Receipt.class, new Resume("keeper-7", "ben", Source.CLI));
    finish(run);
  }

  @Test
  void resumeIsRefusedWhereNobodyIsNeeded() throws Exception {
    beginAndAwaitGate();
    assertThatThrownBy(
            () -> run.update("resume", Receipt.class, new Resume("keeper-7", "ben", Source.CLI)))
        .isInstanceOf(WorkflowUpdateException.class)
        .rootCause()
        .hasMessageContaining("Run keeper-7 does not wait for an operator.");
    decide("ben", true);
    finish(run);
  }

  // ---- abort

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backup      | ABORTED     | ",
        "prepare pod | ABORTED     | remove pod",
        "take down   | ROLLED_BACK | bring up old, remove pod",
        "seal        | ROLLED_BACK | bring up old, remove pod",
        "upgrade     | ROLLED_BACK | restore, bring up old, remove pod",
        "verify      | ROLLED_BACK | restore, bring up old, remove pod",
      })
  void anAbortPutsEverythingBack(String during, Outcome outcome, String undos) throws Exception {
    world.gates = List.of();
    world.hold(during);
    begin();
    world.awaitReached(during);
    run.update("abort", Receipt.class, new Abort("keeper-7", "dee", Source.CLI, "wrong day"));
    Report report = finish(run);
    assertThat(report.outcome()).isEqualTo(outcome);
    assertThat(report.cause()).isEqualTo("aborted by dee: wrong day");
    List<String> after =
        world.deeds().subList(world.deeds().indexOf(during) + 1, world.deeds().size());
    assertThat(after)
        .startsWith(during + " canceled"); // the deed has stopped before its undo begins
    assertThat(after.subList(1, after.size()))
        .isEqualTo(undos == null ? List.of() : List.of(undos.split(", ")));
  }

  /** The last deed before the point of no return is over before it hears of the abort. */
  @Test
  void anAbortIsHeededAlsoWhereVerifyEndsWell() throws Exception {
    world.gates = List.of();
    world.holdDeaf("verify");
    begin();
    world.awaitReached("verify");
    run.update("abort", Receipt.class, new Abort("keeper-7", "dee", Source.CLI, "wrong day"));
    world.release("verify");
    Report report = finish(run);
    assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(report.cause()).isEqualTo("aborted by dee: wrong day");
    assertThat(world.deeds()).doesNotContain("bring up new").endsWith("remove pod");
  }

  @Test
  void anAbortAtTheGateEndsTheRunUntouched() throws Exception {
    beginAndAwaitGate();
    run.update("abort", Receipt.class, new Abort("keeper-7", "dee", Source.CLI, ""));
    assertThat(finish(run).outcome()).isEqualTo(Outcome.ABORTED);
    assertThat(world.deeds()).containsExactly("plan", "backup");
  }

  @Test
  void anAbortAfterThePointOfNoReturnIsRefused() throws Exception {
    world.gates = List.of();
    world.hold("bring up new");
    begin();
    world.awaitReached("bring up new");
    assertThatThrownBy(
            () -> run.update("abort", Receipt.class, new Abort("keeper-7", "dee", Source.CLI, "")))
        .isInstanceOf(WorkflowUpdateException.class)
        .rootCause()
        .hasMessageContaining("Too late to abort keeper-7");
    world.release("bring up new");
    assertThat(finish(run).outcome()).isEqualTo(Outcome.UPGRADED);
  }

  @Test
  void aCancelInTemporalPutsEverythingBackToo() throws Exception {
    world.gates = List.of();
    world.hold("upgrade");
    begin();
    world.awaitReached("upgrade");
    run.cancel();
    assertThatThrownBy(() -> run.getResult(Report.class)).hasRootCauseMessage("Workflow canceled");
    assertThat(world.report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(world.deeds()).endsWith("restore", "bring up old", "remove pod");
  }

  @Test
  void aCancelAfterThePointOfNoReturnIsNoMoreHeededThanAnAbort() throws Exception {
    world.gates = List.of();
    world.hold("bring up new");
    begin();
    world.awaitReached("bring up new");
    run.cancel();
    run.query("status", Migration.Status.class); // answered when the cancel was seen
    world.release("bring up new");
    assertThatThrownBy(() -> run.getResult(Report.class)).hasRootCauseMessage("Workflow canceled");
    assertThat(world.report.outcome()).isEqualTo(Outcome.UPGRADED);
    assertThat(world.deeds()).endsWith("bring up new", "remove pod", "tidy");
    assertThat(env.getWorkflowClient().fetchHistory(run.getExecution().getWorkflowId()).getEvents())
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
        .doesNotContain(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED);
  }

  @Test
  void aCancelThatComesWhenTheNewVersionIsUpUndoesNothing() throws Exception {
    world.gates = List.of();
    world.hold("tidy");
    begin();
    world.awaitReached("tidy");
    run.cancel();
    world.release("tidy");
    assertThatThrownBy(() -> run.getResult(Report.class)).hasRootCauseMessage("Workflow canceled");
    assertThat(world.report.outcome()).isEqualTo(Outcome.UPGRADED);
    assertThat(world.deeds()).endsWith("bring up new", "remove pod", "tidy");
  }

  @Test
  void aRunThatIsCanceledWhileItOpensIsClosedInTheLedger() throws Exception {
    world.hold("ledger open");
    begin();
    world.awaitReached("ledger open");
    run.cancel();
    run.query("status", Migration.Status.class); // answered when the cancel was seen
    world.release("ledger open");
    assertThatThrownBy(() -> run.getResult(Report.class)).hasRootCauseMessage("Workflow canceled");
    assertThat(world.report.outcome()).isEqualTo(Outcome.ABORTED);
    assertThat(world.deeds()).isEmpty();
  }

  // ---- what people write, and for whom

  @Test
  void anAbortOrResumeOfAnEarlierRunDoesNotReachThisOne() throws Exception {
    beginAndAwaitGate();
    assertRefused("abort", new Abort("keeper-6", "dee", Source.CLI, ""), "meant for run keeper-6");
    assertRefused("resume", new Resume("keeper-6", "dee", Source.CLI), "meant for run keeper-6");
    decide("ben", true);
    assertThat(finish(run).outcome()).isEqualTo(Outcome.UPGRADED);
  }

  @Test
  void whatWouldNotFitIntoALineOfTheLedgerIsRefusedOrCut() throws Exception {
    world.failing.put("upgrade", Failures.stepFailed("table ".repeat(50_000)));
    beginAndAwaitGate();
    assertRefused(
        "abort", new Abort("keeper-7", "dee", Source.CLI, "x".repeat(3_001)), "at most 3000");
    decide("ben", true);
    assertThat(finish(run).cause()).hasSizeLessThan(2_100).startsWith("table table");
  }

  // ---- one run per database

  @Test
  void oneRunPerDatabaseAtATime() throws Exception {
    beginAndAwaitGate();
    assertThatThrownBy(this::begin).isInstanceOf(WorkflowExecutionAlreadyStarted.class);
    decide("ben", true);
    finish(run);
    world.gates = List.of();
    assertThat(finish(begin()).outcome()).isEqualTo(Outcome.UPGRADED);
  }

  @Test
  void aPreviewTouchesNothing() {
    Preview preview =
        env.getWorkflowClient()
            .newWorkflowStub(
                Preview.class,
                WorkflowOptions.newBuilder().setTaskQueue(TaskQueues.WORKFLOWS).build());
    assertThat(preview.preview(REQUEST).digest()).isEqualTo(world.plan().digest());
    assertThat(world.said).containsExactly("plan");
  }

  @Test
  void anOversizedPayloadIsRefusedBeforeItReachesTheServer() throws Exception {
    beginAndAwaitGate();
    Decision huge =
        new Decision(
            "keeper-7",
            "x",
            Step.TAKE_DOWN,
            "d",
            true,
            "ben",
            List.of(),
            Source.SLACK,
            "x".repeat(2 << 20));
    assertThatThrownBy(() -> run.update("decide", Receipt.class, huge))
        .rootCause()
        .hasMessageContaining("at most 1048576");
    decide("ben", true);
    finish(run);
  }

  // ---- short forms

  private WorkflowStub begin() {
    WorkflowClient client = env.getWorkflowClient();
    WorkflowStub stub =
        client.newUntypedWorkflowStub(
            "Migration",
            WorkflowOptions.newBuilder()
                .setWorkflowId(World.DATABASE.workflowId())
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .build());
    stub.start(REQUEST);
    run = stub;
    return stub;
  }

  private void beginAndAwaitGate() throws InterruptedException {
    world.reached.put("gate", new CountDownLatch(1));
    begin();
    world.awaitReached("gate");
  }

  private Report approveWhenAsked(String who) throws InterruptedException {
    beginAndAwaitGate();
    decide(who, true);
    return finish(run);
  }

  private Report finish(WorkflowStub stub) {
    return stub.getResult(Report.class);
  }

  private Receipt decide(String who, boolean approve) {
    return run.update("decide", Receipt.class, decision(who, approve));
  }

  private Decision decision(String who, boolean approve) {
    LedgerActivities.GateOpened gate = world.gate;
    return new Decision(
        "keeper-7",
        gate.execution(),
        gate.policy().before(),
        gate.digest(),
        approve,
        who,
        List.of(),
        Source.SLACK,
        "because");
  }

  private static Decision with(Decision d, List<String> groups) {
    return new Decision(
        d.run(),
        d.execution(),
        d.gate(),
        d.digest(),
        d.approve(),
        d.actor(),
        groups,
        d.source(),
        d.reason());
  }

  private void assertRefused(Decision decision, String why) {
    assertRefused("decide", decision, why);
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
