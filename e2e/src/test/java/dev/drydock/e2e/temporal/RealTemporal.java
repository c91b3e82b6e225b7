package dev.drydock.e2e.temporal;

import dev.drydock.activities.Required;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * A Temporal server that is there, as an administrator sees it: named by {@code TEMPORAL_ADDRESS},
 * in a namespace that nobody else works in.
 */
final class RealTemporal implements AutoCloseable {
  private static final String VARIABLE = "TEMPORAL_ADDRESS";
  private final String namespace;
  private final WorkflowServiceStubs stubs;
  private final OperatorServiceStubs operator;

  RealTemporal(String what) {
    this.namespace = "drydock-" + what + "-" + UUID.randomUUID().toString().substring(0, 8);
    this.stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address()).build());
    this.operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(address())
                .validateAndBuildWithDefaults());
  }

  /** Null where there is none. */
  static String address() {
    return System.getenv(VARIABLE);
  }

  static void skipOrFail() {
    if (address() == null) {
      Required.skipOrFail("no Temporal server: " + VARIABLE + " is not set (host:port)");
    }
  }

  String namespace() {
    return namespace;
  }

  /** Without Drydock's guard, as any other program would talk to it. */
  WorkflowClient stranger() {
    return WorkflowClient.newInstance(
        stubs, WorkflowClientOptions.newBuilder().setNamespace(namespace).build());
  }

  WorkflowServiceStubs stubs() {
    return stubs;
  }

  Duration retention() {
    return Duration.ofSeconds(
        stubs
            .blockingStub()
            .describeNamespace(
                DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build())
            .getConfig()
            .getWorkflowExecutionRetentionTtl()
            .getSeconds());
  }

  Map<String, IndexedValueType> attributes() {
    return operator
        .blockingStub()
        .listSearchAttributes(
            ListSearchAttributesRequest.newBuilder().setNamespace(namespace).build())
        .getCustomAttributesMap();
  }

  void add(String attribute, IndexedValueType type) {
    operator
        .blockingStub()
        .addSearchAttributes(
            AddSearchAttributesRequest.newBuilder()
                .setNamespace(namespace)
                .putSearchAttributes(attribute, type)
                .build());
  }

  void remove(String attribute) {
    operator
        .blockingStub()
        .removeSearchAttributes(
            RemoveSearchAttributesRequest.newBuilder()
                .setNamespace(namespace)
                .addSearchAttributes(attribute)
                .build());
  }

  /** The newest execution under that workflow id. */
  WorkflowExecutionInfo info(String workflowId) {
    return info(WorkflowExecution.newBuilder().setWorkflowId(workflowId).build());
  }

  WorkflowExecutionInfo info(WorkflowExecution execution) {
    return stubs
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(execution)
                .build())
        .getWorkflowExecutionInfo();
  }

  boolean isRunning(String workflowId) {
    return info(workflowId).getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  WorkflowExecutionHistory history(String workflowId, String execution) {
    return stranger().fetchHistory(workflowId, execution);
  }

  @Override
  public void close() {
    operator.shutdownNow();
    stubs.shutdownNow();
  }
}
