package dev.drydock.workflows;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * One run of the procedure on one database. Updates record and return at once; their validators
 * refuse with an {@code ApplicationFailure} whose message tells the person why.
 */
@WorkflowInterface
public interface Migration {
  @WorkflowMethod
  Report migrate(MigrationRequest request);

  @UpdateMethod(description = "approve or reject at a gate")
  Receipt decide(Decision decision);

  @UpdateValidatorMethod(updateName = "decide")
  void validateDecide(Decision decision);

  @UpdateMethod(description = "stop and put everything back, before the point of no return")
  Receipt abort(Abort abort);

  @UpdateValidatorMethod(updateName = "abort")
  void validateAbort(Abort abort);

  @UpdateMethod(description = "try the failed undo again")
  Receipt resume(Resume resume);

  @UpdateValidatorMethod(updateName = "resume")
  void validateResume(Resume resume);

  @QueryMethod(description = "where the run stands")
  Status status();

  /** For Temporal's own tools; cards and commands read the ledger. */
  record Status(String run, RunState state, String step, String planDigest) {}
}
