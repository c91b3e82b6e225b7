package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Signed POSTs to the app's request URL; the answer's body is the acknowledgement. */
final class HttpDelivery implements Delivery {
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(2))
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final URI url;
  private final String secret;
  private final Timing timing;
  private final Faults faults;

  HttpDelivery(URI url, String secret, Timing timing, Faults faults) {
    this.url = url;
    this.secret = secret;
    this.timing = timing;
    this.faults = faults;
  }

  @Override
  public Ack deliver(Kind kind, ObjectNode payload) {
    String body =
        kind == Kind.SLASH_COMMANDS
            ? form(payload)
            : form(Json.object().put("payload", payload.toString()));
    HttpRequest.Builder request = signed(body);
    Ack ack = send(request.build());
    if (faults.takeDuplicate()) {
      request.header("X-Slack-Retry-Num", "1").header("X-Slack-Retry-Reason", "http_timeout");
      send(request.build());
    }
    return ack;
  }

  private HttpRequest.Builder signed(String body) {
    long now = System.currentTimeMillis() / 1_000;
    return HttpRequest.newBuilder(url)
        .timeout(timing.ackDeadline())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
        .header("X-Slack-Request-Timestamp", String.valueOf(now))
        .header("X-Slack-Signature", Signature.of(secret, now, body))
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private Ack send(HttpRequest request) {
    try {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return answer.statusCode() == 200
          ? new Ack(Outcome.ACKNOWLEDGED, payload(answer.body()))
          : Ack.failed(Outcome.NOT_DELIVERED);
    } catch (HttpTimeoutException late) {
      return Ack.failed(Outcome.TIMED_OUT);
    } catch (IOException unreachable) {
      return Ack.failed(Outcome.NOT_DELIVERED);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Ack.failed(Outcome.TIMED_OUT);
    }
  }

  /** A body that is no JSON object is the text of a message. */
  private static JsonNode payload(String body) {
    if (body.isBlank()) {
      return Json.object();
    }
    return Json.parse(body)
        .filter(JsonNode::isObject)
        .orElseGet(() -> Json.object().put("text", body));
  }

  private static String form(ObjectNode fields) {
    List<String> pairs = new ArrayList<>();
    fields
        .fields()
        .forEachRemaining(f -> pairs.add(f.getKey() + "=" + encode(f.getValue().asText())));
    return String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
