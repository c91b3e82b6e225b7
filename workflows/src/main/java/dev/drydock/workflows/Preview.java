package dev.drydock.workflows;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Computes a plan and touches nothing: {@code drydock plan}, {@code /migrate plan}. */
@WorkflowInterface
public interface Preview {
  @WorkflowMethod
  Plan preview(MigrationRequest request);
}
