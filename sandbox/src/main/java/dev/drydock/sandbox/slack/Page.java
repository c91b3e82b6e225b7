package dev.drydock.sandbox.slack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;

/**
 * The web page: static files, one picture of all that a person sees, a stream that says when to
 * look again, and deeds.
 */
final class Page implements AutoCloseable {
  private static final Pattern FILE = Pattern.compile("[a-z]+\\.(html|css|js|svg)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html", "css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

  private final ExecutorService threads = Http.threads("slack-page");
  private final HttpServer server;
  private final EventStream events;
  private final PageState state;
  private final PageActions actions;
  private final Core core;

  Page(int port, Core core, FakeSlack slack) throws IOException {
    this.core = core;
    this.server = Http.listen(port);
    this.events = new EventStream(core.changes());
    this.state = new PageState(core, slack);
    this.actions = new PageActions(slack);
    server.setExecutor(threads);
    server.createContext("/", guarded(this::file));
    server.createContext("/page/state", guarded(x -> Http.json(x, 200, state.of(query(x)))));
    server.createContext("/page/events", guarded(events::serve));
    server.createContext("/page/act", guarded(actions::handle));
    server.createContext("/files/", guarded(this::download));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    events.close();
    server.stop(0);
    threads.shutdownNow();
  }

  /** Another site open in the same browser must neither read this page nor act through it. */
  private HttpHandler guarded(HttpHandler handler) {
    int port = server.getAddress().getPort();
    Set<String> names = Set.of("127.0.0.1:" + port, "localhost:" + port);
    return Http.safely(
        exchange -> {
          String host = exchange.getRequestHeaders().getFirst("Host");
          exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
          exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
          exchange.getResponseHeaders().set("Cache-Control", "no-store");
          if (host == null || !names.contains(host)) {
            Http.send(exchange, 403, "text/plain", "unknown host");
          } else {
            handler.handle(exchange);
          }
        });
  }

  private void file(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    String name = path.isEmpty() ? "index.html" : path;
    InputStream resource =
        FILE.matcher(name).matches() ? Page.class.getResourceAsStream("/slack/" + name) : null;
    if (resource == null) {
      Http.send(exchange, 404, "text/plain", "not found");
      return;
    }
    try (resource) {
      String type = TYPES.get(name.substring(name.indexOf('.') + 1));
      Http.send(exchange, 200, type + "; charset=utf-8", resource.readAllBytes());
    }
  }

  private void download(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestURI().getPath().substring("/files/".length());
    byte[] bytes = core.uploads().find(id).map(Uploads.Upload::bytes).orElse(new byte[0]);
    Http.send(exchange, bytes.length == 0 ? 404 : 200, "text/plain; charset=utf-8", bytes);
  }

  private static String query(HttpExchange exchange) {
    return Args.of(null, "", exchange.getRequestURI().getRawQuery()).text("user");
  }
}
