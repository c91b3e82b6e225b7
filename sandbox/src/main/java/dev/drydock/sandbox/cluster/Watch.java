package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One watch: which changes it sees, and as what. */
final class Watch {
  private final Store store;
  private final Kind kind;
  private final String namespace;
  private final Predicate<JsonNode> wanted;
  private final Consumer<String> sink;

  /** {@code sink} gets one JSON document per change, in order, and must not block. */
  Watch(
      Store store, Kind kind, String namespace, Predicate<JsonNode> wanted, Consumer<String> sink) {
    this.store = store;
    this.kind = kind;
    this.namespace = namespace;
    this.wanted = wanted;
    this.sink = sink;
  }

  /** Begins; the result ends it. {@code since} "" or "0": what there is comes first, as ADDED. */
  Runnable begin(String since) {
    try {
      if (!since.isEmpty() && !since.equals("0")) {
        return store.subscribe(Long.parseLong(since), this::changed);
      }
      return store.locked(
          () -> {
            store.list(kind, namespace, wanted::test).forEach(o -> send("ADDED", o));
            return store.subscribe(this::changed);
          });
    } catch (ApiException e) {
      send("ERROR", e.status());
      return () -> {};
    }
  }

  private void changed(StoreEvent event) {
    boolean ours =
        event.key().kind().equals(kind)
            && (namespace.isEmpty() || namespace.equals(event.key().namespace()));
    if (!ours) {
      return;
    }
    boolean before = event.previous() != null && wanted.test(event.previous());
    boolean now = event.type() != StoreEvent.Type.DELETED && wanted.test(event.object());
    if (now) {
      send(before ? "MODIFIED" : "ADDED", event.object());
    } else if (before) {
      send("DELETED", event.object());
    }
  }

  private void send(String type, ObjectNode object) {
    ObjectNode line = Json.object().put("type", type);
    line.set("object", object);
    sink.accept(Json.write(line));
  }
}
