package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All objects, one counter for {@code resourceVersion}, and a bus of changes: what etcd and the
 * watch cache are to a real API server. Objects are shared and must not be changed by readers.
 *
 * <p>Listeners are called in order of change and under the lock: they may only put the event
 * somewhere and return.
 */
final class Store {
  private static final int REPLAY = 4096;

  private final Map<Kind, NavigableMap<String, ObjectNode>> objects = new java.util.HashMap<>();
  private final Deque<StoreEvent> history = new ArrayDeque<>();
  private final List<Consumer<StoreEvent>> listeners = new CopyOnWriteArrayList<>();
  private long version = 100;
  private long forgotten = version;

  /** Runs {@code work} with nobody else reading or writing in between. */
  synchronized <T> T locked(Supplier<T> work) {
    return work.get();
  }

  synchronized Optional<ObjectNode> get(Key key) {
    return Optional.ofNullable(table(key.kind()).get(path(key)));
  }

  /** All of a kind, by namespace and name; namespace "" means everywhere. */
  synchronized List<ObjectNode> list(Kind kind, String namespace) {
    List<ObjectNode> all = new ArrayList<>();
    if (namespace.isEmpty()) {
      all.addAll(table(kind).values());
    } else {
      all.addAll(table(kind).subMap(namespace + "/", namespace + "0").values());
    }
    return all;
  }

  List<ObjectNode> list(Kind kind, String namespace, Predicate<ObjectNode> wanted) {
    return list(kind, namespace).stream().filter(wanted).toList();
  }

  synchronized long version() {
    return version;
  }

  /** Keeps the object under a new resourceVersion, which is written into it. */
  synchronized ObjectNode put(Key key, ObjectNode object) {
    Json.child(object, "metadata").put("resourceVersion", Long.toString(++version));
    ObjectNode previous = table(key.kind()).put(path(key), object);
    var type = previous == null ? StoreEvent.Type.ADDED : StoreEvent.Type.MODIFIED;
    publish(new StoreEvent(type, key, object, previous, version));
    return object;
  }

  synchronized void remove(Key key) {
    ObjectNode previous = table(key.kind()).remove(path(key));
    if (previous != null) {
      ObjectNode last = previous.deepCopy();
      Json.child(last, "metadata").put("resourceVersion", Long.toString(++version));
      publish(new StoreEvent(StoreEvent.Type.DELETED, key, last, previous, version));
    }
  }

  private void publish(StoreEvent event) {
    history.addLast(event);
    if (history.size() > REPLAY) {
      forgotten = history.removeFirst().version();
    }
    listeners.forEach(l -> l.accept(event));
  }

  /** Every change from now on; the result ends it. */
  Runnable subscribe(Consumer<StoreEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * Every change after {@code since}, the past ones first.
   *
   * @throws ApiException 410 when some of them are forgotten
   */
  synchronized Runnable subscribe(long since, Consumer<StoreEvent> listener) {
    if (since < forgotten) {
      throw Errors.gone(since, forgotten);
    }
    history.stream().filter(e -> e.version() > since).forEach(listener);
    return subscribe(listener);
  }

  /** As after a restart of the API server: no watch can go on from where it was. */
  synchronized void forget() {
    history.clear();
    forgotten = ++version;
  }

  private NavigableMap<String, ObjectNode> table(Kind kind) {
    return objects.computeIfAbsent(kind, k -> new TreeMap<>());
  }

  private static String path(Key key) {
    return key.namespace() + "/" + key.name();
  }
}
