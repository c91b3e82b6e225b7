package dev.drydock.sandbox.slack;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Server-Sent Events: a number that rises with every change; the page then asks for the new state.
 */
final class EventStream implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final Changes changes;
  private volatile boolean closed;

  EventStream(Changes changes) {
    this.changes = changes;
  }

  void serve(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    long told = -1;
    while (!closed && !Thread.currentThread().isInterrupted()) {
      long seen = told;
      Optional<Long> news =
          changes.await(
              HEARTBEAT, () -> Optional.of(changes.version()).filter(v -> v != seen || closed));
      told = news.orElse(told);
      String text = news.isPresent() ? "data: " + told + "\n\n" : ": still here\n\n";
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    closed = true;
    changes.happened();
  }
}
