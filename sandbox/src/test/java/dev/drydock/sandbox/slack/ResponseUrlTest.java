package dev.drydock.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** response_urls: five uses, thirty minutes, and what they may change. */
class ResponseUrlTest {
  private static final String CHANNEL = "C0MIGRATE";

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<String> received = new AtomicReference<>("");
  private FakeSlack slack;
  private HttpServer app;

  @BeforeEach
  void start() throws IOException {
    slack = FakeSlack.start(Workspace.demo(), 0);
    app = Http.listen(0);
    app.createContext(
        "/",
        Http.safely(
            x -> {
              String body = new String(Http.body(x), StandardCharsets.UTF_8);
              received.set(URLDecoder.decode(body, StandardCharsets.UTF_8));
              Http.send(x, 200, "text/plain", "");
            }));
    app.start();
    slack.connectHttp(URI.create("http://127.0.0.1:" + app.getAddress().getPort() + "/"));
  }

  @AfterEach
  void stop() {
    app.stop(0);
    slack.close();
  }

  private String urlOfCommand() {
    slack.as("U0ANA").in(CHANNEL).slash("/migrate", "x");
    String form = received.get();
    int from = form.indexOf("response_url=") + "response_url=".length();
    return form.substring(from, form.indexOf('&', from));
  }

  private HttpResponse<String> answer(String url, ObjectNode body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aSixthUseIsRefused() throws Exception {
    String url = urlOfCommand();
    for (int i = 0; i < 5; i++) {
      assertThat(answer(url, Json.object().put("text", "n" + i)).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> sixth = answer(url, Json.object().put("text", "n5"));
    assertThat(sixth.statusCode()).isEqualTo(404);
    assertThat(sixth.body()).contains("used_url");
    assertThat(slack.ephemerals("U0ANA")).hasSize(5);
  }

  @Test
  void anOldOneIsExpired() throws Exception {
    slack.timing().responseUrlLife(Duration.ZERO);
    assertThat(answer(urlOfCommand(), Json.object().put("text", "x")).body())
        .contains("expired_url");
  }

  @Test
  void itMaySpeakToTheChannelWhereTheBotIsNot() throws Exception {
    slack.workspace().leave(CHANNEL, "U0BOT");
    answer(urlOfCommand(), Json.object().put("text", "here").put("response_type", "in_channel"));
    assertThat(slack.channel(CHANNEL).messages()).extracting(Message::text).containsExactly("here");
  }

  @Test
  void aPressMayReplaceOrDeleteItsMessage() throws Exception {
    String url = urlOfCommand();
    ObjectNode card = Json.object().put("response_type", "in_channel").put("text", "card");
    card.set(
        "blocks",
        Json.parse(
                "[{\"type\":\"actions\",\"elements\":[{\"type\":\"button\",\"action_id\":\"go\",\"text\":{\"type\":\"plain_text\",\"text\":\"Go\"}}]}]")
            .orElseThrow());
    answer(url, card);
    String ts = slack.channel(CHANNEL).messages().get(0).ts();

    slack.as("U0BEN").in(CHANNEL).press(ts, "go");
    String payload = received.get().substring("payload=".length());
    String pressUrl = Json.text(Json.parse(payload).orElseThrow(), "response_url");
    answer(pressUrl, Json.object().put("replace_original", true).put("text", "gone"));
    assertThat(slack.channel(CHANNEL).messages().get(0).allText()).isEqualTo("gone");
    answer(pressUrl, Json.object().put("delete_original", true));
    assertThat(slack.channel(CHANNEL).messages()).isEmpty();
  }

  @Test
  void thePageShowsAPersonOnlyWhatTheyMaySee() throws Exception {
    answer(urlOfCommand(), Json.object().put("text", "for ana alone"));
    slack.as("U0ANA").in("C0OPS").say("operators only");

    assertThat(page("U0ANA")).contains("for ana alone").contains("operators only");
    assertThat(page("U0CHO")).doesNotContain("for ana alone").doesNotContain("operators only");
    assertThat(page("U0GIL")).doesNotContain("C0GENERAL");
  }

  @Test
  void thePageActsOnlyForItsOwnScripts() throws Exception {
    Map<String, String> deed =
        Map.of("user", "U0ANA", "channel", CHANNEL, "do", "say", "text", "hi");
    String body = Json.MAPPER.writeValueAsString(deed);
    URI act = URI.create(slack.pageUrl() + "page/act");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(act).POST(HttpRequest.BodyPublishers.ofString(body));
    assertThat(
            http.send(
                    request.copy().header("Content-Type", "text/plain").build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(415);
    assertThat(slack.channel(CHANNEL).messages()).isEmpty();
    assertThat(
            http.send(
                    request.header("Content-Type", "application/json").build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    assertThat(slack.channel(CHANNEL).messages()).hasSize(1);
  }

  private String page(String user) throws Exception {
    URI state = URI.create(slack.pageUrl() + "page/state?user=" + user);
    return http.send(HttpRequest.newBuilder(state).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
