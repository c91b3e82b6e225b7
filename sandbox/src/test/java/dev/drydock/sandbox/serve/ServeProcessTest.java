package dev.drydock.sandbox.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.bot.Role;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.StepDone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code drydock serve} as processes: servers that are away, signals, and what stands in the log.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ServeProcessTest {
  private static final Berth DRAINED = Berth.of("keeper-drained");
  private static final Berth LOGGED = Berth.of("keeper-logged");
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  @TempDir static Path directory;
  private static World world;
  private Relay temporal;
  private Relay ledger;

  @BeforeAll
  static void open() throws Exception {
    world =
        World.start(
            new Settings(directory.resolve("world"), null, 0, false, List.of(DRAINED, LOGGED)),
            line -> {});
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void relays() throws IOException {
    temporal = new Relay(Integer.parseInt(world.temporal().replaceAll(".*:", "")));
    ledger = new Relay(world.database().port());
  }

  @AfterEach
  void cut() throws IOException {
    temporal.close();
    ledger.close();
    world.slack().faults().up();
  }

  private static String config() throws IOException {
    return Files.readString(world.config());
  }

  private String relayed() throws IOException {
    return config()
        .replace(world.temporal(), "127.0.0.1:" + temporal.port())
        .replace(world.database().port() + "/drydock", ledger.port() + "/drydock");
  }

  private static void await(Served served, Callable<Boolean> condition) throws IOException {
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(120))
          .failFast("the process has ended", () -> !served.process().isAlive())
          .until(condition);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      throw new AssertionError(served.log(), e);
    }
  }

  @Test
  void whatIsAwayAtTheStartIsWaitedFor() throws Exception {
    world.slack().faults().down();
    try (Served served = Served.start(directory, relayed(), "workflow,activity,bot")) {
      await(served, () -> served.answers("/healthz", 200, "ok"));
      await(served, () -> served.answers("/readyz", 503, "workflow role waits: Temporal does not"));
      await(served, () -> served.answers("/readyz", 503, "the ledger"));
      await(served, () -> served.answers("/readyz", 503, "Slack cannot be reached"));
      // Slack first: tried again after 1, 2, 4 s and so on, it would be waited for longest
      world.slack().faults().up();
      await(served, () -> served.saysNothingOf("Slack"));
      temporal.up();
      await(served, () -> served.answers("/readyz", 503, "activity role waits: the ledger at"));
      assertThat(served.process().isAlive()).isTrue();
      ledger.up();
      await(served, () -> served.answers("/readyz", 200, "ok"));
      List<String> said =
          served.lines().stream().map(l -> l.path("formattedMessage").asText()).toList();
      assertThat(said)
          .filteredOn(line -> line.contains("waits, trying again"))
          .hasSizeBetween(1, 3);

      ledger.hang();
      await(served, () -> served.answers("/readyz", 503, "the ledger"));
      assertThat(served.answers("/healthz", 200, "ok")).isTrue();
      ledger.close();
      temporal.hang();
      await(served, () -> served.answers("/readyz", 503, "Temporal does not answer"));
      assertThat(served.answers("/healthz", 200, "ok")).isTrue();
      temporal.close();
      temporal.up();
      ledger.up();
      await(served, () -> served.answers("/readyz", 200, "ok"));
    }
  }

  @Test
  void aWrongTokenIsToldAndDoesNotEndTheProcess() throws Exception {
    Path wrong = Files.writeString(directory.resolve("wrong-token"), "xoxb-wrong");
    String config =
        config()
            .replaceAll("botToken: \\{file: \"[^\"]*\"}", "botToken: {file: \"" + wrong + "\"}");
    try (Served served = Served.start(directory, config, "bot")) {
      await(
          served,
          () -> served.answers("/readyz", 503, "Slack refuses the bot token (invalid_auth)"));
      assertThat(served.answers("/healthz", 200, "ok")).isTrue();
      assertThat(served.process().isAlive()).isTrue();
      assertThat(served.log()).contains("slack.botToken").doesNotContain("xoxb-wrong");
    }
  }

  @Test
  void aStepThatRunsIsLetEndAtSigterm() throws Exception {
    world.serving().kill(Role.ACTIVITY);
    try (Launched app = world.launch(DRAINED);
        Traffic traffic = Traffic.start(app.service(), Traffic.Options.DEFAULT);
        Served served = Served.start(directory, config(), "activity")) {
      Stage stage = new Stage(world, app, traffic, line -> {});
      stage.ask(ANA, "1.9.0");
      stage.approve(BEN);
      stage.awaitProgress(Step.UPGRADE);
      served.terminate();
      await(served, () -> served.answers("/readyz", 503, "stopping"));
      served.terminate();
      assertThat(served.answers("/healthz", 200, "ok")).as("live while it drains").isTrue();
      assertThat(served.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<Event> after = world.wiring().book().events(stage.run());
      assertThat(after.stream().filter(event -> event.kind() == Event.Kind.STEP_DONE))
          .as(served.log())
          .extracting(event -> event.as(StepDone.class).step())
          .contains(Step.UPGRADE)
          .doesNotContain(Step.VERIFY);
      assertThat(after.stream().filter(event -> event.kind() == Event.Kind.STEP_FAILED)).isEmpty();
      world.serving().start(java.util.EnumSet.of(Role.ACTIVITY));
      stage.expectOutcome(Outcome.UPGRADED);
      assertThat(stage.step(Step.UPGRADE).attempt()).isEqualTo(1);
      stage.expectNothingLost();
    } finally {
      world.serving().start(java.util.EnumSet.of(Role.ACTIVITY));
    }
  }

  @Test
  void eachLineOfARunSaysWhichRun() throws Exception {
    List.of(Role.BOT, Role.ACTIVITY, Role.WORKFLOW).forEach(world.serving()::stop);
    try (Launched app = world.launch(LOGGED);
        Traffic traffic = Traffic.start(app.service(), Traffic.Options.DEFAULT);
        Served served = Served.start(directory, config(), "workflow,activity,bot")) {
      await(served, () -> served.answers("/readyz", 200, "ok"));
      Stage stage = new Stage(world, app, traffic, line -> {});
      stage.ask(ANA, "1.9.0");
      stage.approve(BEN);
      stage.expectOutcome(Outcome.UPGRADED);
      stage.expectFinalCard(Outcome.UPGRADED);
      List<JsonNode> lines = served.lines();
      List<JsonNode> deeds =
          lines.stream()
              .filter(l -> l.path("loggerName").asText().endsWith("StepRecorder"))
              .toList();
      assertThat(deeds).hasSizeGreaterThan(15);
      for (JsonNode line : deeds) {
        assertThat(line.at("/mdc/run").asText()).as(line.toString()).isEqualTo(stage.run());
        assertThat(line.at("/mdc/app").asText()).isEqualTo("keeper-logged");
        assertThat(line.at("/mdc/step").asText()).isNotEmpty();
      }
      assertThat(lines)
          .filteredOn(l -> l.path("loggerName").asText().startsWith("dev.drydock.activities"))
          .filteredOn(l -> !l.path("formattedMessage").asText().contains("role"))
          .allSatisfy(l -> assertThat(l.at("/mdc/run").asText()).as(l.toString()).isNotEmpty());
      assertThat(lines)
          .filteredOn(l -> l.path("loggerName").asText().endsWith("CardPoster"))
          .isNotEmpty()
          .allSatisfy(l -> assertThat(l.at("/mdc/run").asText()).isEqualTo(stage.run()));
    } finally {
      world.serving().start(java.util.EnumSet.allOf(Role.class));
      world.slack().awaitConnection();
    }
  }
}
