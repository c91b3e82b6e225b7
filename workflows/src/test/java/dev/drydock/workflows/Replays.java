package dev.drydock.workflows;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;

/** Whether this version goes on with what another one, or another server, has begun. */
public final class Replays {
  private static final TestEnvironmentOptions AS_WORKERS =
      TestEnvironmentOptions.newBuilder()
          .setWorkflowClientOptions(
              WorkflowClientOptions.newBuilder()
                  .setDataConverter(DrydockConverter.create())
                  .build())
          .build();

  private Replays() {}

  /**
   * @param history in JSON
   * @throws Exception the procedure decides differently
   */
  public static void of(String history) throws Exception {
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(AS_WORKERS)) {
      Worker worker = environment.newWorker(TaskQueues.WORKFLOWS);
      worker.registerWorkflowImplementationTypes(MigrationImpl.class, PreviewImpl.class);
      worker.replayWorkflowExecution(history);
    }
  }
}
