package dev.drydock.sandbox.canary;

import dev.drydock.workflows.book.RunView;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Histories as a server stores them and as people export them.
 *
 * @param executions whose
 */
public record HistoriesPlace(WorkflowClient client, Supplier<List<WorkflowExecution>> executions)
    implements Place {
  /** Of the runs that the ledger has. */
  public static HistoriesPlace ofRuns(WorkflowClient client, Supplier<List<RunView>> runs) {
    return new HistoriesPlace(
        client,
        () ->
            runs.get().stream()
                .map(
                    run ->
                        WorkflowExecution.newBuilder()
                            .setWorkflowId(run.workflowId())
                            .setRunId(run.execution())
                            .build())
                .toList());
  }

  /** Of all that the server lists in the namespace: previews too. */
  public static HistoriesPlace ofNamespace(WorkflowClient client) {
    return new HistoriesPlace(
        client, () -> client.listExecutions("").map(listed -> listed.getExecution()).toList());
  }

  @Override
  public String name() {
    return "workflow histories";
  }

  @Override
  public void show(Shown shown) {
    for (WorkflowExecution execution : executions.get()) {
      WorkflowExecutionHistory history =
          client.fetchHistory(execution.getWorkflowId(), execution.getRunId());
      history
          .getEvents()
          .forEach(
              event ->
                  shown.piece(
                      execution.getWorkflowId()
                          + " event "
                          + event.getEventId()
                          + " "
                          + event.getEventType(),
                      event.toByteArray()));
      shown.piece(
          execution.getWorkflowId() + " as JSON",
          history.toJson(true).getBytes(StandardCharsets.UTF_8));
    }
  }
}
