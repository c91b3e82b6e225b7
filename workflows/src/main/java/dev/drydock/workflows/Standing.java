package dev.drydock.workflows;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where the run stands, kept for validators and shown in Temporal's own UI. */
final class Standing {
  private final MigrationRequest request;
  private RunState state = RunState.RUNNING;
  private String step = "opening";
  private String run = "";
  private boolean pastNoReturn;
  private long usersOutMillis;
  private Duration downtime = Duration.ZERO;
  private boolean touched;

  Standing(MigrationRequest request) {
    this.request = request;
  }

  void opened(String id) {
    run = id;
    Workflow.upsertTypedSearchAttributes(
        Attributes.RUN.valueSet(id), Attributes.STATE.valueSet(state.name()));
  }

  void at(Step next) {
    step = next.word();
    show("");
  }

  void undoing(Step undone) {
    step = "way back from " + undone.word();
    show("");
  }

  void waiting(Step before) {
    step = "gate before " + before.word();
    become(RunState.WAITING);
  }

  void going() {
    become(RunState.RUNNING);
  }

  void rollingBack() {
    become(RunState.ROLLING_BACK);
  }

  void needsOperator(OperatorNeed need) {
    become(RunState.NEEDS_OPERATOR);
    show(
        "\n\n**"
            + need.failed()
            + "** failed: "
            + need.cause()
            + "\n\nNot undone: "
            + String.join("; ", need.notDone())
            + "\n\n`"
            + need.goOn().get(0)
            + "`");
  }

  /** From here on the new version may accept a write. */
  void pointOfNoReturn() {
    pastNoReturn = true;
  }

  void usersOut() {
    touched = true;
    if (usersOutMillis == 0) {
      usersOutMillis = Workflow.currentTimeMillis();
    }
  }

  /** They never were: what would have shut them out was refused before it did anything. */
  void usersStayed() {
    touched = false;
    usersOutMillis = 0;
  }

  /**
   * @param since by another clock than this one; never before the users were out nor after now
   */
  void usersBack(Instant since) {
    long now = Workflow.currentTimeMillis();
    // runs of the first versions did not say since when
    long told = since == null ? now : since.toEpochMilli();
    long back = Math.max(usersOutMillis, Math.min(told, now));
    downtime = Duration.ofMillis(back - usersOutMillis);
  }

  void over(Outcome outcome) {
    state = RunState.CLOSED;
    step = outcome.word();
    Workflow.upsertTypedSearchAttributes(Attributes.STATE.valueSet(outcome.name()));
    show("");
  }

  /** Why an abort is refused, and what to do instead; empty when it is possible. */
  Optional<String> refuseAbort() {
    if (state == RunState.CLOSED) {
      return Optional.of("Run " + run + " is over: " + step + ".");
    }
    if (state == RunState.NEEDS_OPERATOR) {
      return Optional.of(
          "The way back of "
              + run
              + " is stuck and waits for a person: mend the cause that its card names, then resume it.");
    }
    if (state == RunState.ROLLING_BACK) {
      return Optional.of("Run " + run + " is being rolled back already.");
    }
    if (pastNoReturn) {
      return Optional.of(
          "Too late to abort "
              + run
              + ": "
              + request.version()
              + " is coming up and may accept writes. If it does not come up, Drydock takes it down and"
              + " rolls back by itself as long as nothing was written. If it comes up wrong, start a run to a version that mends it.");
    }
    return Optional.empty();
  }

  boolean wasTouched() {
    return touched;
  }

  Duration downtime() {
    return downtime;
  }

  boolean isState(RunState asked) {
    return state == asked;
  }

  RunState state() {
    return state;
  }

  String step() {
    return step;
  }

  private void become(RunState next) {
    state = next;
    Workflow.upsertTypedSearchAttributes(Attributes.STATE.valueSet(next.name()));
    show("");
  }

  private void show(String more) {
    Workflow.setCurrentDetails(
        "**"
            + run
            + "**: "
            + request.app()
            + " to "
            + request.version()
            + "\n\n"
            + state
            + ", "
            + step
            + more);
  }
}
