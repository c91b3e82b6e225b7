package dev.drydock.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page's files, its stream, and who may use it. */
class PageTest {
  private static final Pattern REFERENCE =
      Pattern.compile("(?:src|href|from)[= ]\"(?:\\./)?([a-z]+\\.(?:js|css|svg))\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private FakeSlack slack;

  @BeforeEach
  void start() throws Exception {
    slack = FakeSlack.start(Workspace.demo(), 0);
  }

  @AfterEach
  void stop() {
    slack.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create(slack.pageUrl() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void everythingThePageNeedsIsServedFromHere() throws Exception {
    Set<String> seen = new HashSet<>(Set.of(""));
    Deque<String> todo = new ArrayDeque<>(seen);
    while (!todo.isEmpty()) {
      String name = todo.pop();
      HttpResponse<String> file = get(name);
      assertThat(file.statusCode()).as(name).isEqualTo(200);
      assertThat(file.body()).as("no other host in " + name).doesNotContain("src=\"http");
      Matcher references = REFERENCE.matcher(file.body());
      while (references.find()) {
        if (seen.add(references.group(1))) {
          todo.push(references.group(1));
        }
      }
    }
    assertThat(seen).contains("app.js", "style.css", "blocks.js", "modal.js", "mrkdwn.js");
    assertThat(get("../pom.xml").statusCode()).isEqualTo(404);
  }

  @Test
  void theStreamTellsOfEveryChange() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(slack.pageUrl() + "page/events")).build();
    HttpResponse<InputStream> stream =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      String first = lines.readLine();
      lines.readLine();
      slack.as("U0ANA").in("C0MIGRATE").say("hi");
      assertThat(lines.readLine()).startsWith("data: ").isNotEqualTo(first);
    }
  }

  @Test
  void anotherNameForThisMachineIsRefused() throws Exception {
    URI page = URI.create(slack.pageUrl());
    try (Socket socket = new Socket(page.getHost(), page.getPort())) {
      String request =
          "GET /page/state HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("Ana");
    }
  }

  @Test
  void aStrangerSeesOnlyWhatIsShared() throws Exception {
    assertThat(get("page/state?user=U0DORA").body())
        .contains("C0MIGRATE")
        .doesNotContain("C0GENERAL");
  }

  @Test
  void whileSlackIsDownThePageSaysSoAndNothingCanBeDone() throws Exception {
    slack.faults().down();
    assertThat(get("page/state?user=U0ANA").body()).contains("\"down\":true");
    HttpRequest say =
        HttpRequest.newBuilder(URI.create(slack.pageUrl() + "page/act"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"user\":\"U0ANA\",\"channel\":\"C0MIGRATE\",\"do\":\"say\",\"text\":\"x\"}"))
            .build();
    assertThat(http.send(say, HttpResponse.BodyHandlers.ofString()).body()).contains("offline");
    assertThat(slack.channel("C0MIGRATE").messages()).isEmpty();
  }
}
