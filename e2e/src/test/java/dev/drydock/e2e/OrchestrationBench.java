package dev.drydock.e2e;

import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.World;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private record Figures(String name, double perSecond, long p50, long p99) {}

  @Test
  void besideABareWorkflow() throws Exception {
    World world = new World().withGates(List.of());
    try (IdleRuns runs = new IdleRuns(Parts.required(), world)) {
      measure(world, runs);
    }
  }

  private static void measure(World world, IdleRuns runs) throws Exception {
    String atRest = "Memory of each role as installed: " + Installation.shared().memory();
    WorkflowStub first = runs.migrate(0);
    first.getResult(Void.class);
    var history = runs.client().fetchHistory(first.getExecution().getWorkflowId());
    int events = history.getEvents().size();
    int bytes = history.getEvents().stream().mapToInt(event -> event.getSerializedSize()).sum();
    int deeds =
        (int)
            history.getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .count();
    runs.bare(0, deeds).getResult(Integer.class);

    List<Figures> all = new ArrayList<>();
    all.add(alone("bare workflow, alone", n -> runs.bare(n, deeds)));
    all.add(alone("run, alone", runs::migrate));
    all.add(together("bare workflow, 16 at once", n -> runs.bare(n, deeds)));
    all.add(together("run, 16 at once", runs::migrate));
    String waiting = waiting(world, runs);
    write(all, events, bytes, deeds, waiting + " " + atRest + ".");
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
  private static String waiting(World world, IdleRuns all) {
    world.withGates(
        List.of(new GatePolicy(Step.TAKE_DOWN, 1, List.of("ben"), List.of(), Duration.ofHours(1))));
    int threads = Thread.activeCount();
    long used = usedMegabytes();
    List<WorkflowStub> runs = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < WAITING; i++) {
      runs.add(all.migrate(100_000 + i));
    }
    Awaitility.await()
        .atMost(5, TimeUnit.MINUTES)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> runs.stream().allMatch(IdleRuns::waits));
    String told =
        String.format(
            Locale.ROOT,
            "%d runs begun at once all wait at their gates after %.1f s; threads of this process %d before, %d then; its heap in use %d MB before, %d MB then.",
            WAITING,
            (System.nanoTime() - began) / 1e9,
            threads,
            Thread.activeCount(),
            used,
            usedMegabytes());
    runs.forEach(run -> run.terminate("measured"));
    return told;
  }

  /** Of the heap, by what is reachable. */
  private static long usedMegabytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
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
}
