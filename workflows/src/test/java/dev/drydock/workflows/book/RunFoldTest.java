package dev.drydock.workflows.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.Resume;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Attempts that come late, and those that never could tell how they ended. */
class RunFoldTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T20:00:00Z");
  private final List<Event> events = new ArrayList<>();

  RunFoldTest() {
    add(
        Event.Kind.OPENED,
        new Opened(
            new MigrationRequest(
                "keeper", "1", new DatabaseId("h", 1, "keeper"), "ana", Source.CLI, null),
            "migrate keeper",
            "x"));
  }

  private void add(Event.Kind kind, Object data) {
    long seq = events.size() + 1;
    events.add(new Event(seq, "keeper-1", BEGIN.plusSeconds(seq), kind, Json.tree(data), "h"));
  }

  private void started(Step step, int attempt) {
    add(Event.Kind.STEP_STARTED, new StepStarted(step, false, "Deed", attempt));
  }

  private void failed(Step step, int attempt, boolean willRetry) {
    add(
        Event.Kind.STEP_FAILED,
        new StepFailed(step, false, "Deed", attempt, "attempt " + attempt, willRetry));
  }

  private StepView only() {
    return RunFold.fold(events).steps().get(0);
  }

  @Test
  void anAttemptThatWasGivenUpDoesNotUndoWhatALaterOneDid() {
    started(Step.SEAL, 1);
    started(Step.SEAL, 2);
    add(Event.Kind.STEP_DONE, new StepDone(Step.SEAL, false, "Deed", Duration.ZERO, null));
    failed(Step.SEAL, 1, false);
    assertThat(only().state()).isEqualTo(StepView.State.DONE);
  }

  @Test
  void anUndoThatIsResumedBeginsWithItsFirstAttemptAgain() {
    started(Step.SEAL, 4);
    failed(Step.SEAL, 4, false);
    started(Step.SEAL, 1);
    failed(Step.SEAL, 1, false);
    assertThat(only().error()).isEqualTo("attempt 1");
  }

  /** What an operator took to mend the cause is told apart; a retry's time is the step's own. */
  @Test
  void theOperatorsTimeIsNotTheSteps() {
    started(Step.SEAL, 1);
    failed(Step.SEAL, 1, false);
    needsOperator(null);
    add(Event.Kind.STEP_PROGRESS, new StepProgress(Step.SEAL, false, "nobody is there yet"));
    assertThat(RunFold.fold(events).waited()).isZero();
    add(
        Event.Kind.RESUMED,
        new LedgerActivities.Resumed(new Resume("keeper-1", "ben", Source.CLI)));
    started(Step.SEAL, 1);
    failed(Step.SEAL, 1, true);
    started(Step.SEAL, 2);
    done(Step.SEAL, Map.of());
    assertThat(RunFold.fold(events).waited()).isEqualTo(Duration.ofSeconds(2));
    assertThat(only().took()).isEqualTo(Duration.ofSeconds(3));
  }

  private static final Discard LOSS =
      new Discard("sha256:77", List.of(new Discard.Lost("public.a: 2 rows added", 2)), "/there");

  private void needsOperator(Discard loss) {
    add(
        Event.Kind.NEEDS_OPERATOR,
        new LedgerActivities.NeedsOperator(
            "keeper-1",
            new OperatorNeed("x", "y", List.of(), List.of(), List.of(), List.of(), loss)));
  }

  private void resumed(String code) {
    add(
        Event.Kind.RESUMED,
        new LedgerActivities.Resumed(new Resume("keeper-1", "ben", Source.CLI, false, code)));
  }

  private void closed(Outcome outcome) {
    add(
        Event.Kind.CLOSED,
        new LedgerActivities.Close(
            "keeper-1",
            new Report("keeper-1", outcome, "", Duration.ofSeconds(1), List.of(), List.of())));
  }

  private void newVersionTakenDown() {
    add(
        Event.Kind.STEP_DONE,
        new StepDone(Step.BRING_UP, true, "App.TakeDownNew", Duration.ZERO, null));
  }

  @Test
  void whatAPersonAgreedToLoseIsToldWhereTheRunWentBack() {
    needsOperator(LOSS);
    resumed("AAAA-BBBB");
    newVersionTakenDown();
    needsOperator(null); // the restore fails once
    resumed(null);
    assertThat(RunFold.fold(events).discarded()).as("it may still fail").isEmpty();
    closed(Outcome.ROLLED_BACK);
    assertThat(RunFold.fold(events).discarded()).contains(new Agreed("AAAA-BBBB", "ben", LOSS));
  }

  @Test
  void whatWasAgreedToIsNotLostWhereSomethingElseWasThereByThen() {
    needsOperator(LOSS);
    resumed("AAAA-BBBB");
    needsOperator(LOSS);
    resumed(null);
    newVersionTakenDown();
    closed(Outcome.ROLLED_BACK);
    assertThat(RunFold.fold(events).discarded()).isEmpty();
  }

  @Test
  void whatAnAbortStopsDidNotFail() {
    started(Step.UPGRADE, 1);
    add(
        Event.Kind.ROLLING_BACK,
        new LedgerActivities.RollingBack("keeper-1", "aborted by cho: no", "cho", List.of()));
    assertThat(only().wasStopped()).isTrue();
    assertThat(Said.of(RunFold.fold(events))).contains(new Said("cho", "aborted it", "no"));
  }

  @Test
  void whoIsDownIsDownUntilAVersionServes() {
    assertThat(RunFold.fold(events).downSince()).isEmpty();
    started(Step.TAKE_DOWN, 1);
    assertThat(RunFold.fold(events).downSince()).contains(BEGIN.plusSeconds(2));
    add(
        Event.Kind.STEP_DONE,
        new StepDone(Step.TAKE_DOWN, true, "App.BringUpOld", Duration.ZERO, null));
    assertThat(RunFold.fold(events).downSince()).isEmpty();
  }

  @Test
  void whatWasWrittenAfterTheBackupIsKnownOnceTheCopyIsRead() {
    Artifact any = new Artifact("sha256:0", 1, "fact");
    add(Event.Kind.KEPT, Map.of("name", "manifest", "artifact", any));
    assertThat(RunFold.fold(events).writtenAfterBackup()).isEmpty();
    WrittenAfter written =
        new WrittenAfter(BEGIN, 1204, 4, List.of("public.build", "public.log"), true);
    add(Event.Kind.KEPT, new Named(WrittenAfter.NAME, any, Json.tree(written)));
    assertThat(RunFold.fold(events).writtenAfter()).isEqualTo(written);
    assertThat(RunFold.fold(events).writtenAfterBackup())
        .contains(
            "at least 1,204 rows in 4 tables (public.build, public.log and 2 more) were written"
                + " after it, and are in the sealed copy");
    add(Event.Kind.KEPT, new Named("manifest", any));
    add(
        Event.Kind.CLOSED,
        new LedgerActivities.Close(
            "keeper-1",
            new Report("keeper-1", Outcome.ROLLED_BACK, "", Duration.ZERO, List.of(), List.of())));
    assertThat(RunFold.fold(events).writtenAfterBackup().orElseThrow()).endsWith("the database");
  }

  @Test
  void whatPeopleDoBesideARunThatIsOverLeavesItAsItIs() {
    add(
        Event.Kind.CLOSED,
        new LedgerActivities.Close(
            "keeper-1",
            new Report("keeper-1", Outcome.ROLLED_BACK, "", Duration.ZERO, List.of(), List.of())));
    RunView over = RunFold.fold(events);
    add(Event.Kind.BY_HAND, new ByHand("ben", Source.CLI, "drop", "dump keeper-1"));
    add(
        Event.Kind.DECISION_REFUSED,
        new Refusal("keeper-1", "ben", Source.CLI, "approve", "it is over"));
    assertThat(RunFold.fold(events))
        .usingRecursiveComparison()
        .ignoringFields("seq")
        .isEqualTo(over);
    assertThat(RunFold.fold(events).seq()).isEqualTo(over.seq() + 2);
  }

  /** The first attempt ended somebody and died; the second one found nobody there any more. */
  @Test
  void whomTheFenceEndedIsKnownWhateverBecameOfTheAttempt() {
    started(Step.SEAL, 1);
    String reports = "pid 41: reports from 10.1.2.3 (psql), idle since 12:03:04, last SELECT";
    add(
        Event.Kind.STEP_PROGRESS,
        new StepProgress(Step.SEAL, false, "ended by the fence: " + reports));
    started(Step.SEAL, 2);
    done(Step.SEAL, Map.of("ended", List.of()));
    done(Step.UPGRADE, Map.of("ended", List.of("pid 42: cron from local (psql), active")));
    done(Step.VERIFY, Map.of("checks", List.of("ended by the fence: " + reports, "revision k5")));
    RunView view = RunFold.fold(events);
    assertThat(view.ended()).containsExactly(reports, "pid 42: cron from local (psql), active");
    assertThat(view.endedByFence(1))
        .containsExactly(
            "reports from 10.1.2.3 (psql), idle since 12:03:04, last SELECT", "and 1 more");
  }

  private void done(Step step, Map<String, Object> result) {
    Duration any = Duration.ofSeconds(1);
    add(Event.Kind.STEP_DONE, new StepDone(step, false, "Deed", any, Json.tree(result)));
  }

  @Test
  void whatWasWrittenIsSaidAsItIsKnown() {
    assertThat(new WrittenAfter(BEGIN, 1, 1, List.of("public.build"), false).words("it", "x"))
        .isEqualTo("about 1 row of public.build was written after it, and is in x");
    assertThat(new WrittenAfter(null, 0, 0, null, true).words("the backup", "x"))
        .isEqualTo("no row was added or changed after the backup");
  }

  /** Also where the very first event is one of them. */
  @Test
  void whatANewerVersionWroteIsLeftOutAndSaid() {
    events.clear();
    add(Event.Kind.OPENED, Map.of("request", Map.of("source", "CARRIER_PIGEON")));
    add(Event.Kind.UNKNOWN, Map.of("x", 1));
    add(Event.Kind.STEP_DONE, Map.of("step", "SOAK"));
    started(Step.SEAL, 1);
    RunView view = RunFold.fold(events);
    assertThat(view.isRead()).isFalse();
    assertThat(view.unread()).isEqualTo("event 1, OPENED");
    assertThat(view.run()).isEqualTo("keeper-1");
    assertThat(view.openedAt()).isEqualTo(BEGIN.plusSeconds(1));
    assertThat(view.seq()).isEqualTo(4);
    assertThat(view.steps()).extracting(StepView::step).containsExactly(Step.SEAL);
  }

  @Test
  void whatCouldNotTellItsEndHasFailedWhenTheRunRollsBack() {
    started(Step.UPGRADE, 1);
    failed(Step.UPGRADE, 1, true);
    assertThat(only().state()).isEqualTo(StepView.State.RETRYING);
    add(
        Event.Kind.ROLLING_BACK,
        new LedgerActivities.RollingBack("keeper-1", "ran out of time", "", List.of("restore")));
    assertThat(only().state()).isEqualTo(StepView.State.FAILED);
    assertThat(only().error()).isEqualTo("attempt 1");
    assertThat(only().took()).isEqualTo(Duration.ofSeconds(2));
  }
}
