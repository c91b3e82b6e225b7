package dev.drydock.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.response.Response;
import com.slack.api.bolt.util.SlackRequestParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same bot behind signed HTTP requests; Bolt itself checks the signatures. */
class HttpDeliveryTest {
  private static final String CHANNEL = "C0MIGRATE";

  private final List<Integer> statuses = new CopyOnWriteArrayList<>();
  private final List<String> retries = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Http.threads("bot-http");
  private FakeSlack slack;
  private BoltBot bot;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    slack = FakeSlack.start(Workspace.demo(), 0);
    bot = new BoltBot(slack);
    bot.app.start();
    server = Http.listen(0);
    server.setExecutor(threads);
    server.createContext("/slack/events", this::serve);
    server.start();
    slack.connectHttp(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/slack/events"));
  }

  @AfterEach
  void stop() throws Exception {
    bot.app.stop();
    bot.close();
    server.stop(0);
    threads.shutdownNow();
    slack.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String retry = exchange.getRequestHeaders().getFirst("X-Slack-Retry-Num");
    if (retry != null) {
      retries.add(retry);
    }
    SlackRequestParser.HttpRequest raw =
        SlackRequestParser.HttpRequest.builder()
            .requestUri("/slack/events")
            .queryString(Map.of())
            .headers(new RequestHeaders(exchange.getRequestHeaders()))
            .requestBody(body)
            .remoteAddress("127.0.0.1")
            .build();
    Request<?> request = new SlackRequestParser(bot.app.config()).parse(raw);
    Response response = run(request);
    statuses.add(response.getStatusCode());
    String text = response.getBody() == null ? "" : response.getBody();
    Http.send(exchange, response.getStatusCode(), response.getContentType(), text);
    exchange.close();
  }

  private Response run(Request<?> request) {
    try {
      return bot.app.run(request);
    } catch (Exception failed) {
      return Response.error(500);
    }
  }

  @Test
  void aSignedCommandIsAcceptedAndAnswered() {
    Seen seen = slack.as("U0ANA").in(CHANNEL).slash("/migrate", "help");

    assertThat(statuses).containsExactly(200);
    assertThat(seen.text()).isEqualTo("Type `/migrate keeper 1.9.0`");
  }

  @Test
  void aWrongSecretIsRefusedByTheBotAndThePersonSeesIt() {
    slack.connectHttp(URI.create("http://127.0.0.1:1/slack/events"));
    assertThat(slack.as("U0ANA").in(CHANNEL).slash("/migrate", "help").error())
        .isEqualTo("dispatch_failed");

    URI events = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/slack/events");
    HttpDelivery forged = new HttpDelivery(events, "wrong", slack.timing(), slack.faults());
    Delivery.Ack ack =
        forged.deliver(
            Delivery.Kind.SLASH_COMMANDS, Json.object().put("command", "/migrate").put("text", ""));
    assertThat(ack.outcome()).isEqualTo(Delivery.Outcome.NOT_DELIVERED);
    assertThat(statuses).containsExactly(401);
  }

  @Test
  void pressesAndFormsGoTheSameWay() {
    Seat ana = slack.as("U0ANA").in(CHANNEL);
    ana.slash("/migrate", "form");
    View form = slack.awaitView("U0ANA", v -> true);
    assertThat(ana.submit(form.id(), Map.of("name", "9")).fieldErrors()).containsKey("plan");
    assertThat(ana.submit(form.id(), Map.of("name", "keeper")).ok()).isTrue();

    Message card = slack.channel(CHANNEL).awaitMessage(m -> m.actionIds().contains("approve"));
    slack.as("U0CHO").in(CHANNEL).press(card.ts(), "approve");
    slack.channel(CHANNEL).awaitMessage(m -> m.allText().equals("approved by <@U0CHO>"));
    assertThat(statuses).allMatch(status -> status == 200);
  }

  @Test
  void aRetryCarriesItsNumberAndALateAnswerIsATimeOut() {
    slack.faults().deliverTwice(1);
    slack.as("U0ANA").in(CHANNEL).slash("/migrate", "help");
    assertThat(retries).containsExactly("1");

    slack.timing().ackDeadline(Duration.ofMillis(300));
    assertThat(slack.as("U0ANA").in(CHANNEL).slash("/migrate", "hang").error())
        .isEqualTo("operation_timeout");
  }
}
