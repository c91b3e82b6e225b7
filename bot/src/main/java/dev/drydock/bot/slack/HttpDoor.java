package dev.drydock.bot.slack;

import com.slack.api.bolt.App;
import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.response.Response;
import com.slack.api.bolt.util.SlackRequestParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.drydock.bot.HttpListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP: Slack posts to {@code /slack/events}. */
final class HttpDoor implements Door {
  private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
  private static final int MOST_BYTES = 1 << 20;
  private static final int THREADS = 10;

  private final SignatureGate gate;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, Threads.named("slack-http"));
  private volatile App app;

  /**
   * @param listen port 0 for any free one
   */
  HttpDoor(SignatureGate gate, InetSocketAddress listen) throws IOException {
    this.gate = gate;
    this.server = HttpListener.on(listen, 256);
    server.createContext("/slack/events", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void open(App app) {
    app.start();
    this.app = app;
  }

  @Override
  public boolean isOpen() {
    return app != null;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      Response response = answer(exchange);
      response
          .getHeaders()
          .forEach((k, vs) -> vs.forEach(v -> exchange.getResponseHeaders().add(k, v)));
      exchange.getResponseHeaders().set("Content-Type", response.getContentType());
      String text = response.getBody() == null ? "" : response.getBody();
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(response.getStatusCode(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    } catch (IOException e) {
      LOG.info("a request broke off: {}", e.toString());
    }
  }

  private Response answer(HttpExchange exchange) throws IOException {
    if (!"POST".equals(exchange.getRequestMethod())) {
      return Response.error(405);
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      return Response.error(413);
    }
    return switch (verdict(exchange, body)) {
      case OK -> dispatched(exchange, body);
      case REPLAY -> Response.ok();
      default -> Response.error(401);
    };
  }

  private SignatureGate.Verdict verdict(HttpExchange exchange, byte[] body) {
    SignatureGate.Verdict verdict =
        gate.check(
            exchange.getRequestHeaders().getFirst("X-Slack-Request-Timestamp"),
            exchange.getRequestHeaders().getFirst("X-Slack-Signature"),
            body,
            Instant.now().getEpochSecond());
    if (verdict != SignatureGate.Verdict.OK) {
      LOG.warn("request from {} refused: {}", exchange.getRemoteAddress(), verdict);
    }
    return verdict;
  }

  private Response dispatched(HttpExchange exchange, byte[] body) {
    App ready = app;
    if (ready == null) {
      return Response.error(503);
    }
    try {
      Request<?> request =
          new SlackRequestParser(ready.config())
              .parse(
                  SlackRequestParser.HttpRequest.builder()
                      .requestUri(exchange.getRequestURI().getPath())
                      .queryString(Map.of())
                      .headers(new RequestHeaders(exchange.getRequestHeaders()))
                      .requestBody(new String(body, StandardCharsets.UTF_8))
                      .remoteAddress(exchange.getRemoteAddress().getAddress().getHostAddress())
                      .build());
      return request == null ? Response.error(400) : ready.run(request);
    } catch (Exception e) {
      Work.broken("request", e);
      return Response.error(500);
    }
  }
}
