package dev.drydock.sandbox.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeper's answers. What the database refuses is a 503: nothing was promised to the client. */
final class KeeperHttp {
  private static final int REQUEST_LIMIT_BYTES = 64 * 1024;
  private static final System.Logger log = System.getLogger("keeper");

  private record Answer(int status, String type, String body) {
    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body + "\n");
    }

    static Answer error(int status, String message) {
      return json(status, "{\"error\":" + FlatJson.quote(message) + "}");
    }
  }

  private final String version;
  private final KeeperRelease release;
  private final KeeperStore store;

  KeeperHttp(String version, KeeperRelease release, KeeperStore store) {
    this.version = version;
    this.release = release;
    this.store = store;
  }

  void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      answer = answer(exchange);
    } catch (IllegalArgumentException e) {
      answer = Answer.error(400, e.getMessage());
    } catch (SQLException e) {
      log.log(Level.WARNING, "{0} refused: {1}", exchange.getRequestURI(), e.getMessage());
      answer = Answer.error(503, "the database refused: " + e.getSQLState());
    }
    send(exchange, answer);
  }

  private Answer answer(HttpExchange exchange) throws IOException, SQLException {
    String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    return switch (asked) {
      case "POST /builds" -> add(exchange);
      case "GET /builds" -> list(exchange.getRequestURI().getQuery());
      case "GET /count" -> Answer.json(200, "{\"builds\":" + store.count() + "}");
      case "GET /healthz" -> health();
      case "GET /" -> page();
      default -> Answer.error(404, "no " + asked);
    };
  }

  private Answer add(HttpExchange exchange) throws IOException, SQLException {
    byte[] body = exchange.getRequestBody().readNBytes(REQUEST_LIMIT_BYTES);
    Map<String, String> asked = FlatJson.read(new String(body, UTF_8));
    KeeperStore.Added added =
        store.add(
            new KeeperStore.NewBuild(
                required(asked, "product"),
                required(asked, "git_ref"),
                required(asked, "client_key"),
                asked.getOrDefault("builder", "unnamed")));
    return Answer.json(added.isNew() ? 201 : 200, "{\"id\":" + added.id() + "}");
  }

  private static String required(Map<String, String> asked, String name) {
    return Optional.ofNullable(asked.get(name))
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  private Answer list(String query) throws SQLException {
    long after = 0;
    if (query != null && query.matches("after=\\d{1,18}")) {
      after = Long.parseLong(query.substring("after=".length()));
    }
    return Answer.json(
        200,
        store.after(after).stream()
            .map(KeeperHttp::json)
            .collect(Collectors.joining(",", "[", "]")));
  }

  private static String json(KeeperStore.Build build) {
    return "{\"id\":%d,\"product\":%s,\"git_ref\":%s,\"client_key\":%s,\"builder\":%s}"
        .formatted(
            build.id(),
            FlatJson.quote(build.product()),
            FlatJson.quote(build.gitRef()),
            FlatJson.quote(build.clientKey()),
            FlatJson.quote(build.builder()));
  }

  /** Ready on exactly the revision this version was written for. */
  private Answer health() throws SQLException {
    String has = store.revision().orElse("none");
    boolean ready = has.equals(release.revision);
    return Answer.json(
        ready ? 200 : 503,
        "{\"version\":\"%s\",\"needs\":\"%s\",\"has\":%s,\"ready\":%b}"
            .formatted(version, release.revision, FlatJson.quote(has), ready));
  }

  private Answer page() throws IOException, SQLException {
    List<KeeperStore.Build> latest = store.latest();
    String revision = store.revision().orElse("none");
    String page = KeeperPage.render(version, release, revision, store.count(), latest);
    return new Answer(200, "text/html; charset=utf-8", page);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
