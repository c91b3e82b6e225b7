package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A proxy for each Service, and which pods it may send to. */
final class Services {
  static final String URL_ANNOTATION = "sandbox.drydock.dev/url";

  private final Vertx vertx;
  private final Registry registry;
  private final Store store;
  private final Ports ports;
  private final Map<Key, ServiceProxy> proxies = new HashMap<>();

  Services(Vertx vertx, Registry registry, Ports ports) {
    this.vertx = vertx;
    this.registry = registry;
    this.store = registry.store();
    this.ports = ports;
  }

  synchronized void on(StoreEvent event) {
    Key key = event.key();
    if (!key.kind().equals(Kind.SERVICE)) {
      return;
    }
    if (event.type() == StoreEvent.Type.DELETED) {
      ServiceProxy proxy = proxies.remove(key);
      if (proxy != null) {
        proxy.close();
      }
    } else {
      String url = "http://127.0.0.1:" + proxy(key).port();
      if (!Meta.annotation(event.object(), URL_ANNOTATION).equals(url)) {
        registry.edit(key, s -> Json.child(s, "metadata", "annotations").put(URL_ANNOTATION, url));
      }
    }
  }

  private ServiceProxy proxy(Key key) {
    return proxies.computeIfAbsent(
        key, k -> new ServiceProxy(vertx, ports.take(), () -> backends(k)));
  }

  /** Where the Service is reached; it need not have been seen by anybody yet. */
  synchronized URI uri(String namespace, String name) {
    Key key = new Key(Kind.SERVICE, namespace, name);
    registry.require(key);
    return URI.create("http://127.0.0.1:" + proxy(key).port());
  }

  /** Ports of the ready pods; of those that are ready but terminating if there are no others. */
  private List<Integer> backends(Key key) {
    ObjectNode service = store.get(key).orElse(null);
    if (service == null) {
      return List.of();
    }
    Map<String, String> selector = Meta.strings(Json.at(service, "spec", "selector"));
    JsonNode target = Json.at(service, "spec", "ports").path(0).path("targetPort");
    List<ObjectNode> ready =
        selector.isEmpty()
            ? List.of()
            : store.list(
                Kind.POD,
                key.namespace(),
                p ->
                    contains(Meta.labels(p).entrySet(), selector) && ReplicaSetController.ready(p));
    List<ObjectNode> serving = ready.stream().filter(p -> !Meta.terminating(p)).toList();
    return (serving.isEmpty() ? ready : serving)
        .stream().map(p -> PodPorts.real(p, target)).toList();
  }

  private static boolean contains(
      Set<Map.Entry<String, String>> labels, Map<String, String> selector) {
    return labels.containsAll(selector.entrySet());
  }

  synchronized void close() {
    proxies.values().forEach(ServiceProxy::close);
    proxies.clear();
  }
}
