package dev.drydock.workflows.book;

import dev.drydock.workflows.Backup;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.Resume;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folds a run's events into its {@link RunView}. What it cannot read, because a newer version wrote
 * it, makes the view {@link RunView#unread} and is left out: no run keeps another from being read.
 */
public final class RunFold {
  /** What people try in vain or do by hand: a run that is over does not become news by it. */
  private static final Set<Event.Kind> BESIDE =
      EnumSet.of(Event.Kind.DECISION_REFUSED, Event.Kind.BY_HAND);

  private static final Opened UNREAD =
      new Opened(
          new MigrationRequest("?", "?", new DatabaseId("?", 0, "?"), "?", null, null), "?", "?");

  private final Map<String, StepView> steps = new LinkedHashMap<>();
  private final List<GateView> gates = new ArrayList<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private Opened opened = UNREAD;
  private Instant openedAt;
  private Instant changedAt;
  private RunState state = RunState.RUNNING;
  private Plan plan;
  private Backup backup;
  private WrittenAfter writtenAfter;
  private String cause;
  private OperatorNeed need;
  private Instant waitsSince;
  private Duration waited = Duration.ZERO;
  private Agreed agreed;
  private Report report;
  private String unread;
  private String run;
  private long seq;

  private RunFold() {}

  /**
   * @param events of one run in order, the first being {@link Event.Kind#OPENED}
   */
  public static RunView fold(List<Event> events) {
    RunFold fold = new RunFold();
    events.forEach(fold::tryToAdd);
    return fold.view();
  }

  private void tryToAdd(Event event) {
    try {
      add(event);
    } catch (RuntimeException e) { // whatever it is that this version does not expect
      unread = unread == null ? "event " + event.seq() + ", " + event.kind() : unread;
    }
  }

  private void add(Event event) {
    run = event.run();
    seq = event.seq();
    openedAt = openedAt == null ? event.at() : openedAt;
    if (!BESIDE.contains(event.kind())) {
      changedAt = event.at();
    }
    switch (event.kind()) {
      case OPENED -> opened = event.as(Opened.class);
      case STEP_STARTED -> started(event);
      case STEP_PROGRESS -> progress(event.as(StepProgress.class));
      case STEP_DONE -> done(event);
      case STEP_FAILED -> failed(event);
      case GATE_OPENED -> gateOpened(event);
      case DECIDED -> decided(event.as(LedgerActivities.Decided.class));
      case GATE_CLOSED -> gateClosed(event.as(LedgerActivities.GateClosed.class));
      case ROLLING_BACK -> rollingBack(event);
      case NEEDS_OPERATOR -> needsOperator(event);
      case RESUMED -> resumed(event.at(), event.as(LedgerActivities.Resumed.class).resume());
      case CLOSED -> closed(event);
      case KEPT -> kept(event.as(Named.class));
      case DECISION_REFUSED, BY_HAND, UNKNOWN -> {
        // changes nothing of the run, or nobody here knows what
      }
    }
  }

  private void started(Event event) {
    StepStarted started = event.as(StepStarted.class);
    StepView before = steps.get(key(started.step(), started.undo(), started.deed()));
    // one that failed for good and begins again was resumed: its operator's time is not its own
    boolean isNew = before == null || before.state() == StepView.State.FAILED;
    Instant since = isNew ? event.at() : before.startedAt();
    String error = before == null ? null : before.error();
    put(
        new StepView(
            started.step(),
            started.undo(),
            started.deed(),
            StepView.State.RUNNING,
            since,
            null,
            started.attempt(),
            error,
            null,
            null));
  }

  private void progress(StepProgress progress) {
    endedIn(progress.line());
    steps.values().stream()
        .filter(step -> step.step() == progress.step() && step.undo() == progress.undo())
        .filter(step -> step.state() == StepView.State.RUNNING)
        .findFirst()
        .ifPresent(
            s ->
                put(
                    new StepView(
                        s.step(),
                        s.undo(),
                        s.deed(),
                        s.state(),
                        s.startedAt(),
                        null,
                        s.attempt(),
                        s.error(),
                        progress.line(),
                        null)));
  }

  private void done(Event event) {
    StepDone done = event.as(StepDone.class);
    StepView before = steps.get(key(done.step(), done.undo(), done.deed()));
    Instant since = before == null ? event.at().minus(done.took()) : before.startedAt();
    int attempt = before == null ? 1 : before.attempt();
    put(
        new StepView(
            done.step(),
            done.undo(),
            done.deed(),
            StepView.State.DONE,
            since,
            // of one attempt its own time, as the event has it; with more, what they took together
            attempt == 1 ? done.took() : Duration.between(since, event.at()),
            attempt,
            null,
            null,
            done.result()));
    if (done.result() != null) {
      done.result().path("ended").forEach(session -> ended.add(session.asText()));
      done.result().path("checks").forEach(check -> endedIn(check.asText()));
    }
    if (done.step() == Step.PLAN) {
      plan = Json.convert(done.result(), Plan.class);
    } else if (done.step() == Step.BACKUP) {
      backup = Json.convert(done.result(), Backup.class);
    }
  }

  /** An attempt that fails after it ended somebody has no result to tell it in. */
  private void endedIn(String line) {
    if (line != null && line.startsWith(RunView.ENDED)) {
      ended.add(line.substring(RunView.ENDED.length()));
    }
  }

  /** Most of it is for the audit only. */
  private void kept(Named kept) {
    kept.writtenAfter().ifPresent(written -> writtenAfter = written);
  }

  private void failed(Event event) {
    StepFailed failed = event.as(StepFailed.class);
    StepView before = steps.get(key(failed.step(), failed.undo(), failed.deed()));
    if (before != null && failed.attempt() < before.attempt()) {
      return; // an attempt that was given up long ago, and heard of it late
    }
    Instant since = before == null ? event.at() : before.startedAt();
    StepView.State next = failed.willRetry() ? StepView.State.RETRYING : StepView.State.FAILED;
    Duration took = failed.willRetry() ? null : Duration.between(since, event.at());
    put(
        new StepView(
            failed.step(),
            failed.undo(),
            failed.deed(),
            next,
            since,
            took,
            failed.attempt(),
            failed.error(),
            null,
            null));
  }

  private void gateOpened(Event event) {
    LedgerActivities.GateOpened gate = event.as(LedgerActivities.GateOpened.class);
    // a run that was reset opens its gate anew, under another execution
    gates.removeIf(
        open -> open.verdict() == null && open.policy().before() == gate.policy().before());
    gates.add(
        new GateView(
            gate.execution(),
            gate.policy(),
            gate.digest(),
            event.at(),
            gate.expiresAt(),
            gate.evidence(),
            List.of(),
            null));
    state = RunState.WAITING;
  }

  private void decided(LedgerActivities.Decided decided) {
    gates.replaceAll(
        gate -> {
          if (gate.verdict() != null || gate.policy().before() != decided.decision().gate()) {
            return gate;
          }
          List<dev.drydock.workflows.Decision> decisions = new ArrayList<>(gate.decisions());
          decisions.add(decided.decision());
          return new GateView(
              gate.execution(),
              gate.policy(),
              gate.digest(),
              gate.openedAt(),
              gate.expiresAt(),
              gate.evidence(),
              decisions,
              null);
        });
  }

  private void gateClosed(LedgerActivities.GateClosed closed) {
    gates.replaceAll(
        gate ->
            gate.verdict() == null && gate.policy().before() == closed.gate()
                ? new GateView(
                    gate.execution(),
                    gate.policy(),
                    gate.digest(),
                    gate.openedAt(),
                    gate.expiresAt(),
                    gate.evidence(),
                    gate.decisions(),
                    closed.verdict())
                : gate);
    state = RunState.RUNNING;
  }

  private void rollingBack(Event event) {
    LedgerActivities.RollingBack rolling = event.as(LedgerActivities.RollingBack.class);
    cause = rolling.cause();
    // who aborts stops what runs; nothing failed
    String error = rolling.by() == null || rolling.by().isEmpty() ? null : StepFailed.CANCELED;
    giveUp(event.at(), error);
    state = RunState.ROLLING_BACK;
  }

  private void needsOperator(Event event) {
    need = event.as(LedgerActivities.NeedsOperator.class).need();
    waitsSince = event.at();
    giveUp(event.at(), null);
    if (!isNewVersionGivenUp()) {
      agreed = null; // what is there by now is not what was agreed to
    }
    state = RunState.NEEDS_OPERATOR;
  }

  private void resumed(Instant at, Resume resume) {
    if (resume.discard() != null) {
      Discard shown = need == null ? null : need.discard();
      agreed = new Agreed(resume.discard(), resume.actor(), shown);
    }
    need = null;
    if (waitsSince != null) {
      waited = waited.plus(Duration.between(waitsSince, at));
      waitsSince = null;
    }
    state = RunState.ROLLING_BACK;
  }

  private boolean isNewVersionGivenUp() {
    return steps.values().stream()
        .anyMatch(
            step ->
                step.undo() && step.step() == Step.BRING_UP && step.state() == StepView.State.DONE);
  }

  private void closed(Event event) {
    report = event.as(LedgerActivities.Close.class).report();
    giveUp(event.at(), null);
    need = null;
    state = RunState.CLOSED;
  }

  /**
   * What has not ended by now never will: its limit was used up, or its worker died and could not
   * tell.
   *
   * @param error of a step that has none of its own
   */
  private void giveUp(Instant at, String error) {
    steps.replaceAll(
        (key, step) ->
            step.state() == StepView.State.RUNNING || step.state() == StepView.State.RETRYING
                ? new StepView(
                    step.step(),
                    step.undo(),
                    step.deed(),
                    StepView.State.FAILED,
                    step.startedAt(),
                    Duration.between(step.startedAt(), at),
                    step.attempt(),
                    step.error() == null ? error : step.error(),
                    null,
                    null)
                : step);
  }

  private void put(StepView step) {
    steps.put(key(step.step(), step.undo(), step.deed()), step);
  }

  private static String key(Step step, boolean undo, String deed) {
    return step + "/" + undo + "/" + deed;
  }

  private RunView view() {
    return new RunView(
        run,
        opened.request(),
        opened.workflowId(),
        opened.execution(),
        openedAt,
        changedAt,
        state,
        plan,
        backup,
        writtenAfter,
        List.copyOf(steps.values()),
        List.copyOf(gates),
        List.copyOf(ended),
        cause,
        need,
        waited,
        agreed,
        report,
        unread,
        seq);
  }
}
