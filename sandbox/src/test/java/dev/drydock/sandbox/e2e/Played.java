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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of a story.
 *
 * @param events of the run's Temporal history
 * @param historyBytes of them as they are on the wire
 */
record Played(RunView view, int events, int historyBytes) {
  private static final Logger log = LoggerFactory.getLogger(Played.class);

  /** Plays a story in a world on an application of its own; fails with its whole record. */
  static Played play(World world, Berth berth, Scenario.Play story) throws Exception {
    Theatre.Played played =
        Theatre.play(
            new Scenario(berth.app(), "", berth, story),
            world,
            line -> log.info("{}: {}", berth.app(), line));
    assertThat(played.broken()).as(String.join("\n", played.lines())).isNull();
    RunView view = world.wiring().book().find(played.run()).orElseThrow();
    Played result = of(world, view);
    log.info(
        "figures of {} to {}: took {} s, downtime {} s, {} events, {} bytes of history",
        berth.app(),
        view.request().version(),
        played.took().toMillis() / 1000.0,
        view.report().downtime().toMillis() / 1000.0,
        result.events(),
        result.historyBytes());
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
