package dev.drydock.sandbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.demo.Scenario;
import dev.drydock.sandbox.demo.Theatre;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.book.RunView;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a story.
 *
 * @param events of the run's Temporal history
 * @param historyBytes of them as they are on the wire
 */
record Played(RunView view, int events, int historyBytes) {
  /** The figures of each story, for people. */
  private static final Path RECORDS = Path.of("target", "e2e");

  /** Plays a story in a world on an application of its own; fails with its whole record. */
  static Played play(World world, Berth berth, Scenario.Play story) throws Exception {
    Theatre.Played played =
        Theatre.play(new Scenario(berth.app(), "", berth, story), world, line -> {});
    assertThat(played.broken()).as(String.join("\n", played.lines())).isNull();
    RunView view = world.wiring().book().find(played.run()).orElseThrow();
    Played result = of(world, view);
    List<String> record = new ArrayList<>(played.lines());
    view.steps()
        .forEach(
            step -> record.add((step.undo() ? "undo " : "") + step.step() + " " + step.took()));
    record.add(
        "history: " + result.events() + " events, " + result.historyBytes() + " bytes on the wire");
    Files.createDirectories(RECORDS);
    Files.write(RECORDS.resolve(berth.app() + ".txt"), record);
    return result;
  }

  static Played of(World world, RunView view) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(world.temporal()).build());
    try {
      var history =
          WorkflowClient.newInstance(stubs).fetchHistory(view.workflowId(), view.execution());
      int bytes = history.getEvents().stream().mapToInt(event -> event.getSerializedSize()).sum();
      return new Played(view, history.getEvents().size(), bytes);
    } finally {
      stubs.shutdownNow();
    }
  }
}
