package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Socket Mode: each envelope goes to one of the open connections and waits for its acknowledgement.
 */
final class SocketDelivery implements Delivery, MiniWebSocket.Listener {
  private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final Set<MiniWebSocket.Connection> refreshing = ConcurrentHashMap.newKeySet();
  private final Set<String> tickets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final MiniWebSocket server;
  private final String host;
  private final Timing timing;
  private final Faults faults;
  private final Changes changes;

  SocketDelivery(String host, Timing timing, Faults faults, Changes changes) throws IOException {
    this.host = host;
    this.timing = timing;
    this.faults = faults;
    this.changes = changes;
    this.server = new MiniWebSocket(host, this);
  }

  MiniWebSocket server() {
    return server;
  }

  /** A URL that lets one connection in. */
  String newUrl() {
    String ticket = UUID.randomUUID().toString();
    tickets.add(ticket);
    return "ws://"
        + host
        + ":"
        + server.port()
        + "/link/?ticket="
        + ticket
        + "&app_id="
        + AppIdentity.APP_ID;
  }

  @Override
  public boolean admit(String path) {
    return tickets.removeIf(ticket -> path.contains("ticket=" + ticket));
  }

  @Override
  public void opened(MiniWebSocket.Connection connection) throws IOException {
    ObjectNode hello = Json.object().put("type", "hello");
    hello.put("num_connections", server.connections().size());
    hello.putObject("connection_info").put("app_id", AppIdentity.APP_ID);
    debugInfo(hello).put("build_number", 1).put("approximate_connection_time", 18_060);
    connection.send(hello.toString());
    changes.happened();
  }

  @Override
  public void received(String text) {
    JsonNode ack = Json.parse(text).orElseGet(Json::object);
    CompletableFuture<JsonNode> waiter = waiting.remove(Json.text(ack, "envelope_id"));
    if (waiter != null) {
      waiter.complete(ack.path("payload"));
    }
  }

  @Override
  public void closed(MiniWebSocket.Connection connection) {
    refreshing.remove(connection);
    changes.happened();
  }

  /** Asks every client to come back with a new connection; the old ones get nothing more. */
  void refresh() {
    for (MiniWebSocket.Connection connection : server.connections()) {
      ObjectNode notice =
          Json.object().put("type", "disconnect").put("reason", "refresh_requested");
      debugInfo(notice);
      refreshing.add(connection);
      send(connection, notice);
      server.cutLater(connection);
    }
  }

  @Override
  public Ack deliver(Kind kind, ObjectNode payload) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    String id = offer(kind, payload, answer, 0);
    if (id.isEmpty()) {
      return Ack.failed(Outcome.NOT_DELIVERED);
    }
    if (faults.takeDuplicate()) {
      offer(kind, payload, new CompletableFuture<>(), 1);
    }
    try {
      JsonNode body = answer.get(timing.ackDeadline().toMillis(), TimeUnit.MILLISECONDS);
      return new Ack(Outcome.ACKNOWLEDGED, body.isObject() ? body : Json.object());
    } catch (TimeoutException | ExecutionException late) {
      return Ack.failed(Outcome.TIMED_OUT);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Ack.failed(Outcome.TIMED_OUT);
    } finally {
      waiting.remove(id);
    }
  }

  /** Tries the connections in turn; the id of the envelope, or empty text where nobody listens. */
  private String offer(
      Kind kind, ObjectNode payload, CompletableFuture<JsonNode> answer, int retry) {
    String id = UUID.randomUUID().toString();
    ObjectNode envelope = Json.object().put("envelope_id", id).put("type", kind.envelopeType());
    envelope.put("accepts_response_payload", true).set("payload", payload);
    if (retry > 0) {
      envelope.put("retry_attempt", retry).put("retry_reason", "timeout");
    }
    waiting.put(id, answer);
    Optional<MiniWebSocket.Connection> connection = next();
    while (connection.isPresent()) {
      if (send(connection.get(), envelope)) {
        return id;
      }
      connection = next();
    }
    waiting.remove(id);
    return "";
  }

  List<MiniWebSocket.Connection> open() {
    return server.connections().stream().filter(c -> !refreshing.contains(c)).toList();
  }

  private Optional<MiniWebSocket.Connection> next() {
    List<MiniWebSocket.Connection> open = open();
    int which = Math.floorMod(turn.getAndIncrement(), Math.max(1, open.size()));
    return open.isEmpty() ? Optional.empty() : Optional.of(open.get(which));
  }

  private static boolean send(MiniWebSocket.Connection connection, ObjectNode message) {
    try {
      connection.send(message.toString());
      return true;
    } catch (IOException gone) {
      connection.cut();
      return false;
    }
  }

  private static ObjectNode debugInfo(ObjectNode message) {
    return message.putObject("debug_info").put("host", "sandbox");
  }
}
