package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Slack's other door on a cluster: {@code overlays/http}; and the example as it stands. The
 * installation keeps that door, so that it is open while the classes that look back at the suite
 * play their stories.
 */
@Order(Integer.MAX_VALUE - 2)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DoorTest {
  private static final String WRONG_SECRET = "0123456789abcdef0123456789abcdef";
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void slackPostsToTheService() throws Exception {
    Installation installation = Installation.shared();
    installation.change(Installation.Door.HTTP);
    try (Story story = Story.at(Berths.RIGHTS_HTTP)) {
      URI events = service(installation);
      installation.slack().connectHttp(events);
      refusesForgery(installation, events);
      story.begin("1.9.0");
      story.endsUpgraded("1.9.0", "r5");
    }
  }

  private static URI service(Installation installation) {
    String address =
        installation
            .kubernetes()
            .services()
            .inNamespace(Installation.NAMESPACE)
            .withName("drydock-slack")
            .get()
            .getSpec()
            .getClusterIP();
    return URI.create("http://" + address + "/slack/events");
  }

  /** The same words, rightly signed, would start a run. */
  private void refusesForgery(Installation installation, URI events) throws Exception {
    String text = Berths.RIGHTS_HTTP.name() + " 1.9.0";
    String body =
        "command=%2Fmigrate&user_id=U0ANA&channel_id=C0MIGRATE&team_id=T0DEMO&text="
            + URLEncoder.encode(text, StandardCharsets.UTF_8);
    int calls = installation.slack().calls("chat.postMessage").size();
    long now = System.currentTimeMillis() / 1_000;
    assertThat(post(events, body, now, signature(WRONG_SECRET, now, body))).isEqualTo(401);
    assertThat(post(events, body, now, "v0=")).isEqualTo(401);
    String secret = installation.slack().signingSecret();
    long old = now - 3_600;
    assertThat(post(events, body, old, signature(secret, old, body))).isEqualTo(401);
    TimeUnit.SECONDS.sleep(3);
    assertThat(installation.slack().calls("chat.postMessage")).hasSize(calls);
    assertThat(installation.book().recent(1_000))
        .noneMatch(run -> run.request().app().equals(Berths.RIGHTS_HTTP.name()));
  }

  private int post(URI to, String body, long seconds, String signature) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-Slack-Request-Timestamp", String.valueOf(seconds))
            .header("X-Slack-Signature", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private static String signature(String secret, long seconds, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] sum = mac.doFinal(("v0:" + seconds + ":" + body).getBytes(StandardCharsets.UTF_8));
    return "v0=" + HexFormat.of().formatHex(sum);
  }

  /** As {@code k8s/README.md} says, its namespace first. */
  @Test
  void theExampleIsTaken() throws Exception {
    Installation installation = Installation.shared();
    var namespaces = installation.kubernetes().namespaces();
    boolean isOurs = namespaces.withName("drydock").get() == null;
    if (isOurs) {
      installation.kubectl("apply", "-f", "k8s/base/namespace.yaml");
    }
    try {
      // a Job cannot be changed; where the suite's own has just ended it would have gone by itself
      installation.kubectl(
          "-n", "drydock", "delete", "job", "drydock-setup", "--ignore-not-found", "--wait");
      for (String folder : new String[] {"k8s", "k8s/example"}) {
        String said =
            installation.kubectl(
                "apply", "-k", folder, "--dry-run=server", "--validate=strict", "-o", "name");
        assertThat(said.lines())
            .contains("deployment.apps/drydock-bot", "persistentvolumeclaim/drydock-backups")
            .noneMatch(line -> line.startsWith("Warning"));
      }
    } finally {
      if (isOurs) {
        namespaces.withName("drydock").delete();
      }
    }
  }
}
