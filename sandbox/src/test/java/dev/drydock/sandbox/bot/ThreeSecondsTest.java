package dev.drydock.sandbox.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.desk.FrontDesk;
import dev.drydock.bot.slack.SlackBot;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.slack.Seen;
import dev.drydock.sandbox.slack.View;
import dev.drydock.sandbox.world.EmbeddedTemporal;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DatabaseConfig;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Slack's three seconds, while Temporal is away, takes connections and says nothing, or has nobody
 * who works: everything is acknowledged at once, and its answer says what is wrong.
 */
class ThreeSecondsTest {
  /** Less than Temporal is waited for, so that who waits for it first is found out. */
  private static final Duration AT_ONCE = Duration.ofMillis(2400);

  private final Deque<AutoCloseable> closings = new ArrayDeque<>();

  /** What each person is to be told. */
  private final Map<String, List<String>> owed = new HashMap<>();

  private BotWorld world;

  @AfterEach
  void stop() throws Exception {
    while (!closings.isEmpty()) {
      closings.pop().close();
    }
  }

  private String address(String temporal) throws IOException {
    if (temporal.equals("idle")) {
      EmbeddedTemporal service = new EmbeddedTemporal();
      closings.push(service);
      return service.address();
    }
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    if (temporal.equals("away")) {
      silent.close();
    } else {
      closings.push(silent);
    }
    return "127.0.0.1:" + silent.getLocalPort();
  }

  private void start(String mode, String temporal) throws Exception {
    world = new BotWorld(mode);
    closings.push(world);
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address(temporal)).build());
    closings.push(stubs::shutdownNow);
    WorkflowClient client = WorkflowClient.newInstance(stubs);
    if (temporal.equals("idle")) {
      client
          .newUntypedWorkflowStub(
              "Migration",
              WorkflowOptions.newBuilder()
                  .setWorkflowId(new DatabaseId("db", 5432, "keeper").workflowId())
                  .setTaskQueue(TaskQueues.WORKFLOWS)
                  .build())
          .start();
    }
    DatabaseConfig database = new DatabaseConfig("db", 5432, "keeper", "keeper", null, "postgres");
    AppConfig app =
        new AppConfig("keeper", "k:{version}", null, null, database, null, null, null, null, null);
    FrontDesk desk =
        new FrontDesk(client, world.book, new Apps(List.of(app)), Duration.ofMillis(2500));
    closings.push(desk);
    SlackBot bot = world.newBot(desk, world.cards);
    closings.push(bot);
    bot.start();
    if (mode.equals("http")) {
      world.slack.connectHttp(
          java.net.URI.create("http://127.0.0.1:" + bot.port() + "/slack/events"));
    }
    Awaitility.await().until(() -> bot.health().connected());
  }

  @ParameterizedTest
  @CsvSource({"socket,away", "socket,hanging", "socket,idle", "http,hanging"})
  void everythingIsAcknowledgedAtOnceAndAnswered(String mode, String temporal) throws Exception {
    start(mode, temporal);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    Awaitility.await().until(() -> world.cards.find("keeper-41").get().ts() != null);
    String code = Digest.code(world.story("keeper-41").plan().digest());
    boolean idle = temporal.equals("idle");
    asks("U0ANA", idle ? "is held by run keeper-41" : null, () -> slash("keeper 1.9.0"));
    asks("U0ANA", null, () -> slash("approve keeper-41 " + code));
    asks("U0ANA", null, () -> slash("reject keeper-41 too late"));
    asks("U0ANA", null, () -> slash("abort keeper-41 wrong day"));
    asks("U0ANA", null, () -> slash("resume keeper-41"));
    asks("U0BEN", null, () -> world.ben().press(card.ts(), "approve"));
    for (String form : List.of("reject", "abort")) {
      quick(() -> world.ben().press(card.ts(), form));
      View view = world.slack.awaitView("U0BEN", v -> v.toString().contains(form));
      asks("U0BEN", null, () -> world.ben().submit(view.id(), Map.of("reason", "no")));
    }
    asks(
        "U0ANA",
        idle ? "No worker has begun the plan in 20 s" : null,
        () -> slash("plan keeper 1.9.0"));
    owed.get("U0ANA").add("Computing the plan of");
    awaitAnswers();
  }

  private Seen slash(String text) {
    return world.ana().slash("/migrate", text);
  }

  private static void quick(Supplier<Seen> deed) {
    long began = System.nanoTime();
    Seen seen = deed.get();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    assertThat(seen.ok()).as(seen.toString()).isTrue();
  }

  /** One does not wait for the answer before the next is asked. */
  private void asks(String user, String words, Supplier<Seen> deed) {
    quick(deed);
    owed.computeIfAbsent(user, each -> new ArrayList<>())
        .add(words == null ? "Temporal did not answer in 2 s" : words);
  }

  private void awaitAnswers() {
    owed.forEach(
        (user, answers) ->
            Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                    () ->
                        assertThat(world.slack.ephemerals(user))
                            .as("answers to " + user)
                            .extracting(message -> words(message, answers))
                            .containsExactlyInAnyOrderElementsOf(answers)));
  }

  /** Which of the words it says; its text where it says none. */
  private static String words(Message message, List<String> words) {
    String text = message.allText();
    return words.stream().filter(text::contains).findFirst().orElse(text);
  }
}
