package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Decision;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Migration;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.World;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand runs wait at their gates, and one worker has threads for those that go on. */
class ManyRunsTest {
  private static final int MANY = 1000;
  private static final int GO_ON = 40;

  @Test
  @Tag("long")
  void aThousandRunsWaitAndThoseThatAreApprovedGoOn() {
    World world =
        new World()
            .withGates(
                List.of(
                    new GatePolicy(
                        Step.TAKE_DOWN, 1, List.of("ben"), List.of(), Duration.ofHours(1))));
    try (IdleRuns all = new IdleRuns(Parts.required(), world)) {
      List<WorkflowStub> runs = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        runs.add(all.migrate(i));
      }
      Awaitility.await()
          .atMost(8, TimeUnit.MINUTES)
          .pollInterval(Duration.ofSeconds(2))
          .until(() -> runs.stream().allMatch(IdleRuns::waits));

      // the oldest, which no worker has in its memory any more
      for (WorkflowStub run : runs.subList(0, GO_ON)) {
        approve(run, world.gateDigest());
      }
      for (WorkflowStub run : runs.subList(0, GO_ON)) {
        assertThat(run.getResult(Report.class).outcome()).isEqualTo(Outcome.UPGRADED);
      }
      assertThat(IdleRuns.waits(runs.get(MANY - 1))).isTrue();
      runs.subList(GO_ON, MANY).forEach(run -> run.terminate("seen"));
    }
  }

  private static void approve(WorkflowStub run, String digest) {
    Migration.Status status = run.query("status", Migration.Status.class);
    run.update(
        "decide",
        Receipt.class,
        new Decision(
            status.run(),
            run.getExecution().getRunId(),
            Step.TAKE_DOWN,
            digest,
            true,
            "ben",
            List.of(),
            Source.CLI,
            ""));
  }
}
