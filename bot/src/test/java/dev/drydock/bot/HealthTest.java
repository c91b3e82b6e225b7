package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + health.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
