package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.config.VerifyConfig.HttpCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The app's own HTTP checks of the new version. A check gets some time to come right. */
final class HttpChecks {
  private static final Duration ONE_CALL = Duration.ofSeconds(10);
  private static final Duration TO_COME_RIGHT = Duration.ofSeconds(30);

  private HttpChecks() {}

  /**
   * @throws Trouble when one does not answer as expected
   */
  static void run(List<HttpCheck> checks) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(ONE_CALL).build();
    for (HttpCheck check : checks) {
      String[] answer = {""};
      Await.atMost(TO_COME_RIGHT)
          .until(
              () -> "HTTP check \"" + check.name() + "\": " + answer[0],
              () -> {
                answer[0] = answer(http, check);
                return answer[0].isEmpty() ? Optional.of(true) : Optional.empty();
              });
    }
  }

  /** What is wrong, or nothing. */
  private static String answer(HttpClient http, HttpCheck check) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(check.url())).timeout(ONE_CALL).build();
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      // the status is enough: the time for a call ends with it, and a body may never do
      answer.body().close();
      int status = answer.statusCode();
      return status == check.status()
          ? ""
          : check.url() + " answers " + status + " where " + check.status() + " is expected";
    } catch (IOException e) {
      return check.url() + " does not answer (" + e.getClass().getSimpleName() + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw io.temporal.activity.Activity.wrap(e);
    }
  }
}
