package dev.drydock.e2e.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.bot.Role;
import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Refused;
import dev.drydock.sandbox.apps.BuiltImage;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.slack.Seen;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunView;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on a real Temporal server, from Slack's wire format to the database, where the server does
 * what the embedded one does not: ends runs that are too big, resets them, forgets attributes.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RunsTest {
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  private static final Berth BULK = Berth.of("keeper-bulk");
  private static final Berth CHATTY = Berth.of("keeper-chatty");
  private static final Berth LONG_WORDS = Berth.of("keeper-long-words");
  private static final Berth REFUSALS = Berth.of("keeper-refusals");
  private static final Berth RESET = Berth.of("keeper-reset").withGate("[{approvals: 2}]");
  private static final Berth RESET_PAST = Berth.of("keeper-reset-past");
  private static final Berth ATTRIBUTE = Berth.of("keeper-attribute");
  private static final Berth ABSENT = Berth.of("keeper-absent");

  /** Of Slack's three seconds some belong to the way there and back. */
  private static final Duration AT_ONCE = Duration.ofMillis(2_400);

  @TempDir static Path directory;
  private static RealTemporal temporal;
  private static World world;

  /** What happens on the stage. */
  private interface Play {
    void on(Stage stage) throws Exception;
  }

  @BeforeAll
  static void open() throws Exception {
    if (RealTemporal.address() == null) {
      return;
    }
    temporal = new RealTemporal("runs");
    world =
        World.start(
            new Settings(
                    directory.resolve("world"),
                    RealTemporal.address(),
                    0,
                    false,
                    List.of(
                        BULK, CHATTY, LONG_WORDS, REFUSALS, RESET, RESET_PAST, ATTRIBUTE, ABSENT))
                .in(temporal.namespace()),
            line -> {});
  }

  @AfterAll
  static void close() {
    if (world != null) {
      world.close();
      temporal.close();
    }
  }

  @BeforeEach
  void needsAServer() {
    RealTemporal.skipOrFail();
  }

  @Test
  void sqlOfThreeMegabytesIsShownWholeAndEndsNoRun() throws Exception {
    world.push("registry.sandbox/keeper:1.9.0-bulk", bulk());
    play(
        BULK,
        stage -> {
          stage.ask(ANA, "1.9.0-bulk");
          stage.approve(BEN);
          stage.expectOutcome(Outcome.UPGRADED);
          assertThat(stage.view().plan().schema().sql().sizeBytes()).isGreaterThan(3_000_000);
          assertHistoryIsSmall(stage.view());
        });
  }

  /** 1.9.0 with three megabytes of data in one of its changes. */
  private static BuiltImage bulk() throws Exception {
    Path from = directory.resolve("world/images/1.9.0");
    Path to = directory.resolve("bulk");
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(from.relativize(file).toString()),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    StringBuilder sql = new StringBuilder(Files.readString(to.resolve("changelog/k5.sql")));
    sql.append("\ncreate table bulk (line text);\n");
    for (int i = 0; i < 300; i++) {
      sql.append("insert into bulk values ('").append("x".repeat(10_500)).append("');\n");
    }
    Files.writeString(to.resolve("changelog/k5.sql"), sql);
    return BuiltImage.of(to, java.util.Map.of("KEEPER_VERSION", "1.9.0"), List.of("keeper"));
  }

  @Test
  void aLogOfFiveMegabytesIsKeptWholeAndEndsNoRun() throws Exception {
    play(
        CHATTY,
        stage -> {
          stage.ask(ANA, "1.9.0-chatty");
          stage.approve(BEN);
          stage.expectOutcome(Outcome.UPGRADED);
          var upgraded =
              Json.convert(stage.step(Step.UPGRADE).result(), SchemaActivities.Upgraded.class);
          assertThat(upgraded.log().sizeBytes()).isGreaterThan(5_000_000);
          assertHistoryIsSmall(stage.view());
        });
  }

  private static void assertHistoryIsSmall(RunView view) {
    // the ledger hears of the end a moment before Temporal does
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(temporal.info(view.workflowId()).getStatus())
                    .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED));
    assertThat(temporal.info(view.workflowId()).getHistorySizeBytes()).isLessThan(200_000);
  }

  @Test
  void wordsOfThreeMegabytesAreRefusedAndTheRunGoesOn() throws Exception {
    play(
        LONG_WORDS,
        stage -> {
          stage.ask(ANA, "1.9.0");
          stage.awaitGate();
          Desk desk = world.wiring().desk();
          Caller ben = new Caller("ben", List.of(), Source.CLI);
          String words = "x".repeat(3 << 20);
          long before = temporal.info(stage.view().workflowId()).getHistoryLength();

          assertThatThrownBy(() -> desk.abort(stage.run(), words, ben))
              .isInstanceOfSatisfying(
                  Refused.class, e -> assertThat(e.kind()).isEqualTo(Refused.Kind.WRONG))
              .hasMessageContaining("too long");
          assertThatThrownBy(
                  () -> desk.decide(stage.run(), gate(stage).digest(), false, words, ben))
              .isInstanceOf(Refused.class)
              .hasMessageContaining("too long");

          assertThat(temporal.isRunning(stage.view().workflowId())).isTrue();
          assertThat(temporal.info(stage.view().workflowId()).getHistoryLength()).isEqualTo(before);
          stage.approve(BEN);
          stage.expectOutcome(Outcome.UPGRADED);
        });
  }

  @Test
  void refusedDecisionsLeaveNoEventAndStandInTheLedger() throws Exception {
    play(
        REFUSALS,
        stage -> {
          stage.ask(ANA, "1.9.0");
          stage.awaitGate();
          Desk desk = world.wiring().desk();
          Caller ana = new Caller("ana", List.of(), Source.CLI);
          String workflow = stage.view().workflowId();
          long before = temporal.info(workflow).getHistoryLength();
          for (int i = 0; i < 5; i++) {
            assertThatThrownBy(
                    () -> desk.decide(stage.run(), gate(stage).digest(), true, null, ana))
                .hasMessageContaining("somebody else has to approve");
          }
          assertThat(temporal.info(workflow).getHistoryLength()).isEqualTo(before);
          assertThat(world.wiring().book().events(stage.run()))
              .filteredOn(event -> event.toString().contains("somebody else has to approve"))
              .hasSize(5);
          desk.abort(stage.run(), "seen", ana);
          stage.expectOutcome(Outcome.ABORTED);
        });
  }

  @Test
  void aResetRunWaitsAtItsGateAgainAndTheOldApprovalIsRefused() throws Exception {
    play(
        RESET,
        stage -> {
          stage.ask(ANA, "1.9.0");
          stage.awaitGate();
          stage.press(BEN, "approve");
          RunView view = stage.view();
          stage.awaitTrue("one approval", () -> gate(stage).decisions().size() == 1);
          String old = gate(stage).execution();
          String reset = reset(view, old, beforeItsGate(view, old));
          stage.awaitTrue("the gate is open again", () -> !gate(stage).execution().equals(old));
          assertThat(gate(stage).execution()).isEqualTo(reset);
          assertThat(events(view, reset))
              .as("the server brought the approval again and the run refused it")
              .noneMatch(RunsTest::isAccepted);
          Desk desk = world.wiring().desk();
          Caller ben = new Caller("ben", List.of(), Source.CLI);
          assertThat(desk.decide(view.run(), gate(stage).digest(), true, null, ben).toString())
              .contains("1 more is needed");
          Caller cho = new Caller("cho", List.of(), Source.CLI);
          desk.decide(view.run(), gate(stage).digest(), true, null, cho);
          stage.expectOutcome(Outcome.UPGRADED);
        });
  }

  /** The trap of a reset: the server brings the old approval again, and would migrate again. */
  @Test
  void aRunThatIsOverAndResetMigratesNothingByItself() throws Exception {
    play(
        RESET_PAST,
        stage -> {
          stage.ask(ANA, "2.0.0");
          stage.approve(BEN);
          stage.expectOutcome(Outcome.ROLLED_BACK);
          RunView view = stage.view();
          String old = view.execution();

          String reset = reset(view, old, accepted(view, old).getEventId() - 1);
          stage.awaitTrue(
              "the reset run stands at its gate",
              () ->
                  events(view, reset).stream()
                      .anyMatch(
                          event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED));
          TimeUnit.SECONDS.sleep(3);
          assertThat(events(view, reset)).noneMatch(RunsTest::isAccepted);
          assertThat(temporal.isRunning(view.workflowId())).isTrue();
          assertThat(stage.app().serving()).isEqualTo("1.8.0");
          assertThat(stage.app().revision()).isEqualTo("k3");
          temporal.stranger().newUntypedWorkflowStub(view.workflowId()).terminate("seen");
        });
  }

  /**
   * A process that would block runs does not start; a run that is open is held up at most, and goes
   * on when the attribute is back.
   */
  @Test
  void aMissingAttributeStopsTheStartAndNotTheRun() throws Exception {
    play(
        ATTRIBUTE,
        stage -> {
          stage.ask(ANA, "1.9.0");
          stage.awaitGate();
          temporal.remove("DrydockRequester");
          temporal.remove("DrydockState");

          StringWriter told = new StringWriter();
          assertThat(world.drydock(told, "serve", "--roles", "workflow")).isEqualTo(2);
          assertThat(told.toString())
              .contains("missing DrydockRequester, DrydockState", "Type: drydock setup");
          stage.approve(BEN);
          TimeUnit.SECONDS.sleep(5);
          assertThat(temporal.isRunning(stage.view().workflowId())).as("not ended").isTrue();

          told = new StringWriter();
          assertThat(world.drydock(told, "setup")).as(told.toString()).isZero();
          stage.expectOutcome(Outcome.UPGRADED);
        });
  }

  private static GateView gate(Stage stage) {
    List<GateView> gates = stage.view().gates();
    return gates.get(gates.size() - 1);
  }

  private static boolean isAccepted(HistoryEvent event) {
    return event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED;
  }

  private static HistoryEvent accepted(RunView view, String execution) {
    return events(view, execution).stream().filter(RunsTest::isAccepted).findFirst().orElseThrow();
  }

  /** The task that told the ledger of the gate: it is told of the new one, with its execution. */
  private static long beforeItsGate(RunView view, String execution) {
    return events(view, execution).stream()
        .filter(event -> event.hasActivityTaskScheduledEventAttributes())
        .map(event -> event.getActivityTaskScheduledEventAttributes())
        .filter(scheduled -> scheduled.getActivityType().getName().endsWith("GateOpened"))
        .findFirst()
        .orElseThrow()
        .getWorkflowTaskCompletedEventId();
  }

  private static List<HistoryEvent> events(RunView view, String execution) {
    return temporal.history(view.workflowId(), execution).getEvents();
  }

  /** As {@code temporal workflow reset} does where nobody says what not to apply again. */
  private static String reset(RunView view, String execution, long taskCompleted) {
    return temporal
        .stubs()
        .blockingStub()
        .resetWorkflowExecution(
            ResetWorkflowExecutionRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setWorkflowExecution(
                    WorkflowExecution.newBuilder()
                        .setWorkflowId(view.workflowId())
                        .setRunId(execution))
                .setWorkflowTaskFinishEventId(taskCompleted)
                .setRequestId(UUID.randomUUID().toString())
                .setReason("a test")
                .build())
        .getRunId();
  }

  /** More at once than an execution takes of Updates, while nobody works for it. */
  @Test
  void anAbsentWorkerHoldsUpNobodyInSlack() throws Exception {
    play(
        ABSENT,
        stage -> {
          stage.ask(ANA, "1.9.0");
          stage.awaitGate();
          world.serving().kill(Role.WORKFLOW);
          String code = Digest.code(stage.view().plan().digest());
          for (int i = 0; i < 12; i++) {
            quick(() -> stage.type(BEN, "approve " + stage.run() + " " + code));
          }
          quick(() -> stage.press(BEN, "approve"));
          quick(() -> stage.type(ANA, "abort"));
          quick(() -> stage.type(ANA, "list"));
          stage.expectToldAlone(BEN, "Temporal did not answer in 2 s");
          world.serving().start(EnumSet.of(Role.WORKFLOW));
          stage.awaitTrue(
              "somebody works again: what was heard counts, the rest is asked again",
              () -> {
                if (stage.view().openGate().isPresent()) {
                  stage.press(BEN, "approve");
                }
                return stage.view().openGate().isEmpty();
              });
          stage.expectOutcome(Outcome.UPGRADED);
          assertThat(stage.view().report().approvedBy()).containsExactly("ben");
          stage.expectNothingLost();
        });
  }

  private static void quick(Supplier<Seen> deed) {
    long began = System.nanoTime();
    Seen seen = deed.get();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    assertThat(seen.ok()).as(seen.toString()).isTrue();
  }

  private static void play(Berth berth, Play play) throws Exception {
    try (Launched app = world.launch(berth);
        Traffic traffic =
            Traffic.start(app.service(), berth.software().users(), Traffic.Options.DEFAULT)) {
      play.on(new Stage(world, app, traffic, line -> {}));
    }
  }
}
