package dev.drydock.sandbox.canary;

import dev.drydock.workflows.book.RunView;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** The history of each run, as a server stores it and as people export it. */
public record HistoriesPlace(WorkflowClient client, Supplier<List<RunView>> runs) implements Place {
  @Override
  public String name() {
    return "workflow histories";
  }

  @Override
  public void show(Shown shown) {
    for (RunView run : runs.get()) {
      WorkflowExecutionHistory history = client.fetchHistory(run.workflowId(), run.execution());
      history
          .getEvents()
          .forEach(
              event ->
                  shown.piece(
                      run.run() + " event " + event.getEventId() + " " + event.getEventType(),
                      event.toByteArray()));
      shown.piece(run.run() + " as JSON", history.toJson(true).getBytes(StandardCharsets.UTF_8));
    }
  }
}
