package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside an API server that refuses when it has just begun. */
@Timeout(30)
class AfterOutageTest {
  private static final String POD =
      "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"keeper\"}}";
  private static final String REFUSED =
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Forbidden\",\"code\":403,"
          + "\"message\":\"pods \\\"keeper\\\" is forbidden: User \\\"drydock\\\" cannot get resource\"}";

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void aRefusalAfterAnOutageIsAskedAgain() throws Exception {
    int port = freePort();
    try (KubernetesClient client = client(port)) {
      CompletableFuture<String> found = CompletableFuture.supplyAsync(() -> name(client));
      Thread.sleep(700); // away: the client tries again by itself
      serve(port, 2);
      assertThat(found.get()).isEqualTo("keeper");
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void atAnyOtherTimeARefusalIsOne() throws Exception {
    int port = freePort();
    serve(port, 1);
    try (KubernetesClient client = client(port)) {
      assertThatThrownBy(() -> name(client)).isInstanceOf(KubernetesClientException.class);
      assertThat(asked).hasValue(1);
    }
  }

  private static String name(KubernetesClient client) {
    return client.pods().inNamespace("prod").withName("keeper").get().getMetadata().getName();
  }

  private static KubernetesClient client(int port) {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + port).build())
        .withHttpClientBuilderConsumer(AfterOutage::patience)
        .build();
  }

  private void serve(int port, int refusals) throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 16);
    server.createContext(
        "/",
        exchange -> {
          boolean refuses = asked.incrementAndGet() <= refusals;
          byte[] body = (refuses ? REFUSED : POD).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(refuses ? 403 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
