package dev.drydock.e2e;

import dev.drydock.workflows.Attributes;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.DrydockConverter;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Migration;
import dev.drydock.workflows.MigrationImpl;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.World;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.EventType;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What the procedure costs on a real Temporal service, beside a bare workflow of as many
 * activities, both with deeds that do nothing. Run by {@code bench/orchestration}; no test.
 */
class OrchestrationBench {
  private static final int ALONE = Integer.getInteger("bench.alone", 40);
  private static final int TOGETHER = Integer.getInteger("bench.together", 100);
  private static final int AT_ONCE = 16;
  private static final int WAITING = Integer.getInteger("bench.waiting", 200);
  private static final Path RESULTS = Shell.ROOT.resolve("bench/results/orchestration.md");

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

  private record Figures(String name, double perSecond, long p50, long p99) {}

  private final String namespace = "bench-" + Instant.now().getEpochSecond();
  private WorkflowClient client;

  @Test
  void besideABareWorkflow() throws Exception {
    Parts parts = Parts.required();
    WorkflowServiceStubs stubs =
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
    World world = new World().withGates(List.of());
    WorkerFactory factory = WorkerFactory.newInstance(client);
    Worker workflows = factory.newWorker(TaskQueues.WORKFLOWS);
    workflows.registerWorkflowImplementationTypes(MigrationImpl.class, BareImpl.class);
    Worker activities = factory.newWorker(TaskQueues.ACTIVITIES);
    activities.registerActivitiesImplementations(world, (Nothing) number -> number);
    factory.start();
    try {
      measure(world);
    } finally {
      factory.shutdownNow();
      stubs.shutdownNow();
    }
  }

  private void measure(World world) throws Exception {
    WorkflowStub first = migrate(0);
    first.getResult(Void.class);
    var history = client.fetchHistory(first.getExecution().getWorkflowId());
    int events = history.getEvents().size();
    int bytes = history.getEvents().stream().mapToInt(event -> event.getSerializedSize()).sum();
    int deeds =
        (int)
            history.getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .count();
    bare(0, deeds).getResult(Integer.class);

    List<Figures> all = new ArrayList<>();
    all.add(alone("bare workflow, alone", n -> bare(n, deeds)));
    all.add(alone("run, alone", this::migrate));
    all.add(together("bare workflow, 16 at once", n -> bare(n, deeds)));
    all.add(together("run, 16 at once", this::migrate));
    String waiting = waiting(world);
    write(all, events, bytes, deeds, waiting);
  }

  private WorkflowStub migrate(int number) {
    DatabaseId database =
        new DatabaseId("db.example", 5432, "run-" + Instant.now().toEpochMilli() + "-" + number);
    MigrationRequest request =
        new MigrationRequest("keeper", "1.9.0", database, "ana", Source.SLACK, null);
    WorkflowStub stub = stub(Migration.class.getSimpleName(), database.workflowId());
    stub.start(request);
    return stub;
  }

  private WorkflowStub bare(int number, int deeds) {
    WorkflowStub stub = stub("Bare", "bare-" + Instant.now().toEpochMilli() + "-" + number);
    stub.start(deeds);
    return stub;
  }

  private WorkflowStub stub(String type, String id) {
    return client.newUntypedWorkflowStub(
        type,
        WorkflowOptions.newBuilder().setTaskQueue(TaskQueues.WORKFLOWS).setWorkflowId(id).build());
  }

  private static Figures alone(String name, IntFunction<WorkflowStub> start) {
    List<Long> took = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < ALONE; i++) {
      took.add(one(start, i));
    }
    return figures(name, took, System.nanoTime() - began);
  }

  private static Figures together(String name, IntFunction<WorkflowStub> start) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Long>> running = new ArrayList<>();
      long began = System.nanoTime();
      for (int i = 0; i < TOGETHER; i++) {
        int number = 10_000 + i;
        running.add(threads.submit(() -> one(start, number)));
      }
      List<Long> took = new ArrayList<>();
      for (Future<Long> one : running) {
        took.add(one.get());
      }
      return figures(name, took, System.nanoTime() - began);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long one(IntFunction<WorkflowStub> start, int number) {
    long began = System.nanoTime();
    start.apply(number).getResult(Object.class);
    return System.nanoTime() - began;
  }

  private static Figures figures(String name, List<Long> took, long all) {
    List<Long> sorted = took.stream().sorted().toList();
    return new Figures(
        name,
        took.size() / (all / 1e9),
        TimeUnit.NANOSECONDS.toMillis(sorted.get(sorted.size() / 2)),
        TimeUnit.NANOSECONDS.toMillis(sorted.get(sorted.size() * 99 / 100)));
  }

  /** So many runs at once, each at its gate: they cost memory in Temporal, not threads here. */
  private String waiting(World world) {
    world.withGates(
        List.of(new GatePolicy(Step.TAKE_DOWN, 1, List.of("ben"), List.of(), Duration.ofHours(1))));
    int threads = Thread.activeCount();
    List<WorkflowStub> runs = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < WAITING; i++) {
      runs.add(migrate(100_000 + i));
    }
    Awaitility.await()
        .atMost(5, TimeUnit.MINUTES)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> runs.stream().allMatch(OrchestrationBench::waits));
    String told =
        String.format(
            Locale.ROOT,
            "%d runs begun at once all wait at their gates after %.1f s; threads of this process %d before, %d then.",
            WAITING,
            (System.nanoTime() - began) / 1e9,
            threads,
            Thread.activeCount());
    runs.forEach(run -> run.terminate("measured"));
    return told;
  }

  private static boolean waits(WorkflowStub run) {
    return run.query("status", Migration.Status.class).state() == RunState.WAITING;
  }

  private static void write(List<Figures> all, int events, int bytes, int deeds, String waiting)
      throws Exception {
    StringBuilder table = new StringBuilder("# Orchestration\n\n");
    table
        .append("Whole runs with deeds that do nothing, beside a bare workflow of as many (")
        .append(deeds)
        .append(
            ") activities, on a real Temporal service with PostgreSQL, one worker process for both. ")
        .append("`bench/orchestration` made this table; quote the ratios.\n\n")
        .append("| | per second | p50 ms | p99 ms | p50, times the bare workflow |\n")
        .append("| --- | --- | --- | --- | --- |\n");
    for (int i = 0; i < all.size(); i++) {
      Figures one = all.get(i);
      double ratio = (double) one.p50() / all.get(i - i % 2).p50();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %d | %d | %.2f |%n",
              one.name(),
              one.perSecond(),
              one.p50(),
              one.p99(),
              ratio));
    }
    table
        .append("\nA run without gates has ")
        .append(events)
        .append(" events, ")
        .append(bytes)
        .append(" bytes. ")
        .append(waiting)
        .append('\n');
    Files.createDirectories(RESULTS.getParent());
    Files.writeString(RESULTS, table.toString());
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
