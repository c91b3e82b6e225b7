package dev.drydock.sandbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Json;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Somebody terminates a run in Temporal: what it held is let go by a person's command, and the
 * ledger tells by whose.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class TerminatedTest {
  private static final Berth KEEPER = Berth.of("keeper-ended");
  private static final String ADDS = "drydock.add_event";

  @Test
  void whatATerminatedRunHeldIsLetGo() throws Exception {
    Settings settings =
        new Settings(
            Files.createTempDirectory("drydock-terminated-"), null, 0, false, List.of(KEEPER));
    try (World world = World.start(settings, line -> {});
        Moored keeper = new Moored(world, KEEPER)) {
      Stage stage = keeper.stage;
      whatARunLeftIsDroppedOnTheRecord(world, stage);
      stage.ask("U0ANA", "1.9.0-sleepy");
      stage.approve("U0BEN");
      stage.awaitProgress(Step.UPGRADE);
      assertThat(said(world, 1, "unfence", "keeper-ended", "--yes")).contains("is not over");
      assertThat(doctor(world)).contains("is held by run " + stage.run()).doesNotContain("is over");

      terminate(world, stage.view().workflowId());
      assertThat(doctor(world).lines().filter(line -> line.startsWith("wrong")))
          .anyMatch(line -> line.contains("keeper_ended@") && line.contains(stage.run()))
          .anyMatch(line -> line.contains("Deployment keeper-ended/keeper-ended is held by run"))
          .allMatch(line -> line.endsWith("which is over"));
      assertThat(doctor(world)).contains("drydock unfence keeper-ended --yes");
      assertThat(said(world, 1, "unfence", "keeper-ended"))
          .contains("is held by run " + stage.run(), "drydock unfence keeper-ended --yes");
      world.database().execute("drydock", "REVOKE EXECUTE ON FUNCTION " + ADDS + " FROM drydock");
      assertThat(said(world, 4, "unfence", "keeper-ended", "--yes"))
          .contains("what is not recorded is not done");
      assertThat(said(world, 1, "unfence", "keeper-ended")).contains("is held by run");
      world.database().execute("drydock", "GRANT EXECUTE ON FUNCTION " + ADDS + " TO drydock");
      assertThat(said(world, 0, "unfence", "keeper-ended", "--yes"))
          .contains("takes connections again")
          .doesNotContain("not recorded");
      assertThat(said(world, 0, "audit", stage.run()))
          .contains(
              "by hand: unfence by ben from the command line: keeper_ended@",
              "by hand: unfence by ben from the command line: Deployment keeper-ended/keeper-ended",
              "is held by run " + stage.run(),
              "verified");
      assertThat(said(world, 0, "unfence", "keeper-ended")).contains("Nobody holds keeper-ended");
      assertThat(
              world
                  .kubernetes()
                  .leases()
                  .inNamespace("keeper-ended")
                  .withName("drydock-keeper-ended")
                  .get()
                  .getSpec()
                  .getHolderIdentity())
          .isNull();
      assertThat(keeper.app.revision()).isNotEmpty();
      assertThat(doctor(world)).doesNotContain("is held by");
    }
  }

  private static void whatARunLeftIsDroppedOnTheRecord(World world, Stage stage) throws Exception {
    stage.ask("U0ANA", "1.9.0-crashes");
    stage.approve("U0BEN");
    stage.expectOutcome(Outcome.ROLLED_BACK);
    String name =
        Json.read(said(world, 0, "backups", "keeper-ended", "--json")).at("/0/name").asText();
    assertThat(said(world, 0, "backups", "keeper-ended", "--drop", name, "--yes"))
        .isEqualToIgnoringWhitespace(name + " is dropped.");
    assertThat(said(world, 0, "audit", stage.run()))
        .contains("by hand: drop by ben from the command line: failed " + name, "verified");
    assertThat(said(world, 0, "list", "--open")).doesNotContain(stage.run());
    stage.expectFinalCard(Outcome.ROLLED_BACK);
  }

  private static String doctor(World world) {
    StringWriter told = new StringWriter();
    world.drydock(told, "doctor", "keeper-ended", "--roles", "activity");
    return told.toString();
  }

  private static String said(World world, int exit, String... words) {
    StringWriter told = new StringWriter();
    assertThat(world.drydock(told, words)).as(told::toString).isEqualTo(exit);
    return told.toString();
  }

  private static void terminate(World world, String workflow) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(world.temporal()).build());
    try {
      WorkflowClient.newInstance(stubs).newUntypedWorkflowStub(workflow).terminate("by a person");
    } finally {
      stubs.shutdownNow();
    }
  }
}
