package dev.drydock.bot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /healthz}: the process lives. {@code /readyz}: its roles run and Temporal answers; if not,
 * 503 and why.
 */
final class Health implements AutoCloseable {
  /** More than one, so that who is slow does not make the process look dead. */
  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "health");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param troubles why the process is not ready; empty when it is
   */
  Health(String host, int port, Supplier<List<String>> troubles) {
    try {
      server = HttpListener.on(new InetSocketAddress(host, port), 16);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
    }
    server.setExecutor(threads);
    server.createContext("/healthz", exchange -> answer(exchange, "/healthz", List.of()));
    server.createContext("/readyz", exchange -> answer(exchange, "/readyz", troubles.get()));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, String path, List<String> troubles)
      throws IOException {
    try (exchange) {
      boolean known = exchange.getRequestURI().getPath().equals(path);
      String text = troubles.isEmpty() ? "ok\n" : String.join("\n", troubles) + "\n";
      byte[] body = (known ? text : "not found\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      int status = !known ? 404 : troubles.isEmpty() ? 200 : 503;
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
