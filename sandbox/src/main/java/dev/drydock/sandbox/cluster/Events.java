package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The cluster's own Event objects. The same thing again is counted, not repeated. */
final class Events {
  private static final int KEPT = 2000;

  private record Same(String uid, String reason, String message) {}

  private final Store store;
  private final Map<Same, Key> known = new HashMap<>();
  private final Deque<Same> order = new ArrayDeque<>();

  Events(Store store) {
    this.store = store;
  }

  void normal(Kind kind, JsonNode about, String source, String reason, String message) {
    emit("Normal", kind, about, source, reason, message);
  }

  void warning(Kind kind, JsonNode about, String source, String reason, String message) {
    emit("Warning", kind, about, source, reason, message);
  }

  private synchronized void emit(
      String type, Kind kind, JsonNode about, String source, String reason, String message) {
    Same same = new Same(Meta.uid(about), reason, message);
    Key key = known.get(same);
    if (key != null && store.get(key).isPresent()) {
      ObjectNode again = store.get(key).orElseThrow().deepCopy();
      again.put("count", again.path("count").asInt() + 1).put("lastTimestamp", Json.now());
      store.put(key, again);
      return;
    }
    ObjectNode event = event(type, kind, about, source, reason, message);
    known.put(same, Key.of(Kind.EVENT, event));
    order.add(same);
    store.put(Key.of(Kind.EVENT, event), event);
    if (order.size() > KEPT) {
      store.remove(known.remove(order.removeFirst()));
    }
  }

  private static ObjectNode event(
      String type, Kind kind, JsonNode about, String source, String reason, String message) {
    ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
    String namespace = Meta.namespace(about).isEmpty() ? "default" : Meta.namespace(about);
    event
        .putObject("metadata")
        .put("name", Meta.name(about) + "." + Long.toHexString(System.nanoTime()))
        .put("namespace", namespace)
        .put("uid", java.util.UUID.randomUUID().toString())
        .put("creationTimestamp", Json.now());
    event
        .putObject("involvedObject")
        .put("apiVersion", kind.apiVersion())
        .put("kind", kind.kind())
        .put("name", Meta.name(about))
        .put("namespace", Meta.namespace(about))
        .put("uid", Meta.uid(about));
    event.put("type", type).put("reason", reason).put("message", message).put("count", 1);
    event.put("firstTimestamp", Json.now()).put("lastTimestamp", Json.now());
    event.putObject("source").put("component", source);
    return event.put("reportingComponent", source).put("reportingInstance", "");
  }
}
