package dev.drydock.e2e;

import dev.drydock.workflows.Attributes;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.DrydockConverter;
import dev.drydock.workflows.Migration;
import dev.drydock.workflows.MigrationImpl;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.World;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Runs with deeds that do nothing, and bare workflows beside them, in a namespace of their own on a
 * real Temporal service; one worker process for both, with the options that Drydock's have.
 */
final class IdleRuns implements AutoCloseable {
  /** As many activities as a run has, and nothing else. */
  @WorkflowInterface
  public interface Bare {
    @WorkflowMethod
    int run(int activities);
  }

  @ActivityInterface
  public interface Nothing {
    int nothing(int number);
  }

  public static final class BareImpl implements Bare {
    private final Nothing deed =
        Workflow.newActivityStub(
            Nothing.class,
            ActivityOptions.newBuilder()
                .setTaskQueue(TaskQueues.ACTIVITIES)
                .setScheduleToCloseTimeout(Duration.ofMinutes(1))
                .build());

    @Override
    public int run(int activities) {
      int sum = 0;
      for (int i = 0; i < activities; i++) {
        sum += deed.nothing(i);
      }
      return sum;
    }
  }

  private final String namespace = "idle-" + Instant.now().toEpochMilli();
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final WorkerFactory factory;

  IdleRuns(Parts parts, World world) {
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(parts.temporal()).build());
    prepare(parts, stubs);
    client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(namespace)
                .setDataConverter(DrydockConverter.create())
                .build());
    factory = WorkerFactory.newInstance(client);
    Worker workflows = factory.newWorker(TaskQueues.WORKFLOWS);
    workflows.registerWorkflowImplementationTypes(MigrationImpl.class, BareImpl.class);
    Worker activities = factory.newWorker(TaskQueues.ACTIVITIES);
    activities.registerActivitiesImplementations(world, (Nothing) number -> number);
    factory.start();
  }

  WorkflowClient client() {
    return client;
  }

  WorkflowStub migrate(int number) {
    DatabaseId database =
        new DatabaseId("db.example", 5432, "run-" + Instant.now().toEpochMilli() + "-" + number);
    MigrationRequest request =
        new MigrationRequest("keeper", "1.9.0", database, "ana", Source.SLACK, null);
    WorkflowStub stub = stub(Migration.class.getSimpleName(), database.workflowId());
    stub.start(request);
    return stub;
  }

  WorkflowStub bare(int number, int deeds) {
    WorkflowStub stub = stub("Bare", "bare-" + Instant.now().toEpochMilli() + "-" + number);
    stub.start(deeds);
    return stub;
  }

  private WorkflowStub stub(String type, String id) {
    return client.newUntypedWorkflowStub(
        type,
        WorkflowOptions.newBuilder().setTaskQueue(TaskQueues.WORKFLOWS).setWorkflowId(id).build());
  }

  static boolean waits(WorkflowStub run) {
    return run.query("status", Migration.Status.class).state() == RunState.WAITING;
  }

  @Override
  public void close() {
    factory.shutdownNow();
    stubs.shutdownNow();
  }

  private void prepare(Parts parts, WorkflowServiceStubs stubs) {
    stubs
        .blockingStub()
        .registerNamespace(
            RegisterNamespaceRequest.newBuilder()
                .setNamespace(namespace)
                .setWorkflowExecutionRetentionPeriod(
                    com.google.protobuf.Duration.newBuilder().setSeconds(86_400))
                .build());
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(parts.temporal())
                .validateAndBuildWithDefaults());
    AddSearchAttributesRequest.Builder wanted =
        AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
    Attributes.ALL.forEach(
        key ->
            wanted.putSearchAttributes(key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    Awaitility.await()
        .atMost(1, TimeUnit.MINUTES)
        .ignoreExceptions()
        .until(
            () -> {
              operator.blockingStub().addSearchAttributes(wanted.build());
              return true;
            });
    operator.shutdownNow();
  }
}
