package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What goes on after its first answer: watches (chunked or by WebSocket), logs, exec. */
final class Streams {
  private final Vertx vertx;
  private final Store store;
  private final Kubelet kubelet;
  private final Loop loop;
  private final Faults faults;
  private final Logs logs;

  Streams(Vertx vertx, Store store, Kubelet kubelet, Loop loop, Faults faults) {
    this.vertx = vertx;
    this.store = store;
    this.kubelet = kubelet;
    this.loop = loop;
    this.faults = faults;
    this.logs = new Logs(store, kubelet, loop);
  }

  // ---------------------------------------------------------------- watch

  void watch(HttpServerRequest request, Route route, Map<String, String> query) {
    Predicate<JsonNode> wanted = Resources.selected(query);
    if (!route.name().isEmpty()) {
      wanted = wanted.and(o -> Meta.name(o).equals(route.name()));
    }
    Predicate<JsonNode> chosen = wanted;
    if (isWebSocket(request)) {
      request.toWebSocket().onSuccess(socket -> watch(socket, route, query, chosen));
    } else {
      watch(request.response(), route, query, chosen);
    }
  }

  private static boolean isWebSocket(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  private void watch(
      ServerWebSocket socket, Route route, Map<String, String> query, Predicate<JsonNode> wanted) {
    Context context = vertx.getOrCreateContext();
    Watch watch =
        new Watch(
            store,
            route.kind(),
            route.namespace(),
            wanted,
            line -> context.runOnContext(v -> send(socket, line)));
    Runnable end = watch.begin(query.getOrDefault("resourceVersion", ""));
    socket.closeHandler(v -> end.run());
    later(query, () -> socket.close((short) 1000));
  }

  private static void send(ServerWebSocket socket, String line) {
    if (!socket.isClosed()) {
      socket.writeTextMessage(line);
    }
  }

  private void watch(
      HttpServerResponse response,
      Route route,
      Map<String, String> query,
      Predicate<JsonNode> wanted) {
    Context context = vertx.getOrCreateContext();
    response.setChunked(true).putHeader("Content-Type", "application/json");
    response.write(Buffer.buffer());
    Watch watch =
        new Watch(
            store,
            route.kind(),
            route.namespace(),
            wanted,
            line -> context.runOnContext(v -> send(response, line)));
    Runnable end = watch.begin(query.getOrDefault("resourceVersion", ""));
    response.closeHandler(v -> end.run());
    response.endHandler(v -> end.run());
    later(query, () -> close(response));
  }

  private static void send(HttpServerResponse response, String line) {
    if (!response.closed() && !response.ended()) {
      response.write(line + "\n");
    }
  }

  private static void close(HttpServerResponse response) {
    if (!response.closed() && !response.ended()) {
      response.end();
    }
  }

  private void later(Map<String, String> query, Runnable end) {
    long seconds = Long.parseLong(query.getOrDefault("timeoutSeconds", "0"));
    if (seconds > 0) {
      Context context = vertx.getOrCreateContext();
      loop.after(Duration.ofSeconds(seconds), () -> context.runOnContext(v -> end.run()));
    }
  }

  // ---------------------------------------------------------------- log and exec

  void log(HttpServerRequest request, Route route, Map<String, String> query) {
    Context context = vertx.getOrCreateContext();
    HttpServerResponse response = request.response();
    logs.serve(
        route.key(),
        query,
        response,
        e -> context.runOnContext(v -> ApiServer.refuse(response, e)));
  }

  void exec(HttpServerRequest request, Route route, Map<String, String> query) {
    ObjectNode pod =
        store.get(route.key()).orElseThrow(() -> Errors.notFound(Kind.POD, route.name()));
    String name = Containers.choose(pod, query.get("container"));
    if (!isWebSocket(request)) {
      throw Errors.badRequest("Upgrade request required");
    }
    List<String> command = request.params().getAll("command");
    boolean stdin = "true".equals(query.get("stdin")) || "1".equals(query.get("stdin"));
    Context context = vertx.getOrCreateContext();
    request.pause();
    loop.run(
        () -> {
          Program program = program(pod, name, command);
          context.runOnContext(v -> exec(request, program, name, stdin));
        });
  }

  /** Null if the container does not run. */
  private Program program(ObjectNode pod, String name, List<String> command) {
    return kubelet
        .worker(Meta.uid(pod))
        .flatMap(
            w ->
                w.container(name)
                    .filter(c -> c.process() != null)
                    .map(c -> w.command(c.process(), c.spec(), command)))
        .orElse(null);
  }

  private void exec(HttpServerRequest request, Program program, String name, boolean stdin) {
    request.resume();
    if (program == null) {
      String text = "unable to upgrade connection: container not found (\"" + name + "\")";
      ApiServer.refuse(request.response(), Errors.internal(text));
      return;
    }
    var connection = request.connection();
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              Exec exec = new Exec(loop, faults, socket, connection);
              loop.work(() -> exec.run(program, stdin));
            });
  }
}
