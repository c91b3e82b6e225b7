package dev.drydock.bot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final List<String> troubles = new ArrayList<>();
  private final Health health = new Health("127.0.0.1", 0, () -> troubles);

  @AfterEach
  void close() {
    health.close();
  }

  @Test
  void livesWhetherReadyOrNot() throws Exception {
    troubles.add("no role runs");

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("no role runs\n");
    assertThat(get("/readyz/else").statusCode()).isEqualTo(404);
  }

  @Test
  void isReadyWithoutTroubles() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  /** The JDK's server reads its limits once, with the first listener: in a process of its own. */
  @Test
  void theFirstListenerOfAProcessHasLimitsAgainstSlowClients() throws Exception {
    Process first =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                First.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(first.getInputStream().readAllBytes(), UTF_8).strip())
        .isEqualTo("20 20 true");
    assertThat(first.waitFor()).isZero();
  }

  /** What a bot makes first. */
  static final class First {
    private First() {}

    public static void main(String[] args) throws ReflectiveOperationException {
      new Health("127.0.0.1", 0, List::of).close();
      System.out.println(read("maxReqTime") + " " + read("maxRspTime") + " " + read("noDelay"));
    }

    private static Object read(String limit) throws ReflectiveOperationException {
      Field field = Class.forName("sun.net.httpserver.ServerConfig").getDeclaredField(limit);
      field.setAccessible(true);
      return field.get(null);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + health.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
