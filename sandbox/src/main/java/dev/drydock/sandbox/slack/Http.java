package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JDK's HTTP server with the few habits this package shares. */
final class Http {
  private static final Logger LOG = LoggerFactory.getLogger(Http.class);
  private static final int MAX_BODY_BYTES = 20_000_000;

  static {
    // Without it an answer with a body can wait 40 ms for the client's delayed ACK. Read once, when
    // the server class loads.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private Http() {}

  static HttpServer listen(int port) throws IOException {
    return listen("127.0.0.1", port);
  }

  static HttpServer listen(String host, int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 256);
  }

  static ExecutorService threads(String name) {
    return Executors.newCachedThreadPool(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Answers 500 for what nobody foresaw, and always ends the exchange. */
  static HttpHandler safely(HttpHandler handler) {
    return exchange -> {
      try {
        handler.handle(exchange);
      } catch (IOException gone) {
        LOG.debug("the caller went away: {}", gone.toString());
      } catch (RuntimeException bug) {
        LOG.warn("{} failed", exchange.getRequestURI().getPath(), bug);
        exchange.sendResponseHeaders(500, -1);
      } finally {
        exchange.close();
      }
    };
  }

  static byte[] body(HttpExchange exchange) throws IOException {
    return exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
  }

  static Args args(HttpExchange exchange) throws IOException {
    String body = new String(body(exchange), StandardCharsets.UTF_8);
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return Args.of(type, body, exchange.getRequestURI().getRawQuery());
  }

  static void json(HttpExchange exchange, int status, JsonNode answer) throws IOException {
    send(exchange, status, "application/json; charset=utf-8", answer.toString());
  }

  static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
    send(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
