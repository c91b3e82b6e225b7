package dev.drydock.workflows.book;

import dev.drydock.workflows.Backup;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run as the ledger tells it so far: what the card, the lists and {@code status} are drawn from.
 * Folded from events by {@link RunFold}.
 *
 * @param changedAt when the run itself last did something, or a decision about it counted
 * @param plan null until it is computed
 * @param backup null until it is taken
 * @param writtenAfter what was written between the backup and the seal; null until it is known,
 *     which it may never be
 * @param steps in the order they began, the way back included; each deed once
 * @param gates in the order they opened
 * @param ended the sessions that the fence ended, in that order: {@code pid 41: reports from
 *     10.1.2.3 (psql), idle since 12:03:04, last SELECT}
 * @param cause why it is being rolled back, or null
 * @param need what an operator has to know; null when nobody is needed
 * @param waited for operators, until each said how to go on; part of the downtime and of no step
 * @param agreed what a person agreed to lose so that it could go back; null where nothing
 * @param report null until the run is closed
 * @param unread the first event that this version cannot read, a newer one having written it:
 *     {@code event 12, STEP_STARTED}; then the rest is all that could be read. Null when nothing is
 * @param seq newest event this view knows of
 */
public record RunView(
    String run,
    MigrationRequest request,
    String workflowId,
    String execution,
    Instant openedAt,
    Instant changedAt,
    RunState state,
    Plan plan,
    Backup backup,
    WrittenAfter writtenAfter,
    List<StepView> steps,
    List<GateView> gates,
    List<String> ended,
    String cause,
    OperatorNeed need,
    Duration waited,
    Agreed agreed,
    Report report,
    String unread,
    long seq) {

  /** Instead of where the run stands, if something is {@link #unread}. */
  public static final String UNREADABLE = "cannot be read here: a newer Drydock wrote it";

  /** With it a step's line begins that names a session which the fence ended. */
  public static final String ENDED = SchemaActivities.Verified.ENDED;

  public String app() {
    return request.app();
  }

  public DatabaseId database() {
    return request.database();
  }

  /** False where only a newer version knows how the run stands. */
  public boolean isRead() {
    return unread == null;
  }

  public boolean isClosed() {
    return report != null;
  }

  /** How it ended, once it has. */
  public Optional<Outcome> outcome() {
    return Optional.ofNullable(report).map(Report::outcome);
  }

  /** The gate that waits for people now. */
  public Optional<GateView> openGate() {
    return state == RunState.WAITING
        ? gates.stream().filter(gate -> gate.verdict() == null).findFirst()
        : Optional.empty();
  }

  /** The newest step, on the way there or back. */
  public Optional<StepView> newestStep() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
  }

  /** Since when users are shut out; empty while a version serves them. */
  public Optional<Instant> downSince() {
    boolean serves = isClosed() || steps.stream().anyMatch(RunView::hasBroughtUp);
    return steps.stream()
        .filter(step -> !serves && !step.undo() && step.step() == Step.TAKE_DOWN)
        .map(StepView::startedAt)
        .findFirst();
  }

  private static boolean hasBroughtUp(StepView step) {
    boolean isNew = !step.undo() && step.step() == Step.BRING_UP;
    return step.state() == StepView.State.DONE
        && (isNew || step.deed().equalsIgnoreCase("App.bringUpOld"));
  }

  /** What a person agreed to lose, and it was given up: only where the run went back. */
  public Optional<Agreed> discarded() {
    return outcome()
        .filter(Outcome.ROLLED_BACK::equals)
        .flatMap(gone -> Optional.ofNullable(agreed));
  }

  /** Whom the fence ended, for people: at most so many, and {@code and 2 more} where there were. */
  public List<String> endedByFence(int most) {
    Stream<String> named =
        ended.stream().limit(most).map(session -> session.replaceFirst("^pid \\d+: ", ""));
    int more = ended.size() - most;
    return Stream.concat(named, more > 0 ? Stream.of("and " + more + " more") : Stream.empty())
        .toList();
  }

  /** What was written between the backup and the seal, in words; empty while it is not known. */
  public Optional<String> writtenAfterBackup() {
    // the copy is the database once it was put back
    boolean isBack = outcome().filter(Outcome.ROLLED_BACK::equals).isPresent();
    return Optional.ofNullable(writtenAfter)
        .map(written -> written.words("it", isBack ? "the database" : "the sealed copy"));
  }

  /** Names of the databases that failed and that a restore put aside. */
  public List<String> keptAside() {
    return steps.stream()
        .filter(step -> step.undo() && step.result() != null)
        .map(step -> step.result().path("aside").asText())
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }
}
