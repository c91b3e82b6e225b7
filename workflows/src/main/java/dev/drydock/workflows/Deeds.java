package dev.drydock.workflows;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Functions.Proc1;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** Activity stubs with the options that every deed has. */
final class Deeds {
  /**
   * Not shorter than a restart of Temporal itself: a shorter one would run finished deeds a second
   * time.
   */
  static final Duration HEARTBEAT = Duration.ofSeconds(60);

  private static final RetryOptions RETRY =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofSeconds(1))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofSeconds(10))
          .build();

  /**
   * A deed of a step: tried again until {@code limit} is used up, unless it fails for good; when
   * canceled, waited for until it has really stopped.
   */
  <T> T of(Class<T> type, StepRef ref, Duration limit) {
    return Workflow.newActivityStub(
        type,
        ActivityOptions.newBuilder()
            .setTaskQueue(TaskQueues.ACTIVITIES)
            .setScheduleToCloseTimeout(limit)
            .setHeartbeatTimeout(HEARTBEAT)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setRetryOptions(RETRY)
            .setSummary((ref.undo() ? "way back from " : "") + ref.step().word())
            .build());
  }

  /** A line for the ledger: tried until the ledger has it, also while the run is being canceled. */
  void tell(String what, Proc1<LedgerActivities> line) {
    Workflow.newDetachedCancellationScope(() -> line.apply(ledger(what))).run();
  }

  private static LedgerActivities ledger(String what) {
    return Workflow.newActivityStub(
        LedgerActivities.class,
        ActivityOptions.newBuilder()
            .setTaskQueue(TaskQueues.ACTIVITIES)
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setRetryOptions(RETRY)
            .setSummary("ledger: " + what)
            .build());
  }

  /**
   * Opens the run in the ledger, also when it is canceled already: what is opened can be closed.
   *
   * @return its id
   */
  String open(LedgerActivities.Open open) {
    String[] run = new String[1];
    tell("open " + open.request().app(), ledger -> run[0] = ledger.open(open));
    return run[0];
  }
}
