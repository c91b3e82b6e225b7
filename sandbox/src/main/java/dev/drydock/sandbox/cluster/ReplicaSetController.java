package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Keeps as many pods as each ReplicaSet asks for. */
final class ReplicaSetController {
  private final Registry registry;
  private final Store store;
  private final Events events;
  private final WorkQueue queue;

  ReplicaSetController(Registry registry, Events events, Loop loop) {
    this.registry = registry;
    this.store = registry.store();
    this.events = events;
    this.queue = new WorkQueue(loop, this::sync);
  }

  void on(StoreEvent event) {
    Key key = event.key();
    if (key.kind().equals(Kind.REPLICA_SET)) {
      queue.add(key);
    } else if (key.kind().equals(Kind.POD)) {
      Meta.controller(event.object())
          .filter(o -> Json.text(o, "kind").equals("ReplicaSet"))
          .ifPresent(
              o -> queue.add(new Key(Kind.REPLICA_SET, key.namespace(), Json.text(o, "name"))));
    } else if (key.kind().equals(Kind.SERVICE_ACCOUNT)) {
      store
          .list(Kind.REPLICA_SET, key.namespace())
          .forEach(rs -> queue.add(Key.of(Kind.REPLICA_SET, rs)));
    }
  }

  private void sync(Key key) {
    ObjectNode set = store.get(key).orElse(null);
    if (set == null) {
      return;
    }
    adopt(set);
    ApiException failure = null;
    if (!Meta.terminating(set)) {
      try {
        scale(set);
      } catch (ApiException e) {
        failure = e;
        events.warning(
            Kind.REPLICA_SET,
            set,
            "replicaset-controller",
            "FailedCreate",
            "Error creating: " + e.getMessage());
        queue.addAfter(Duration.ofSeconds(1), key);
      }
    }
    writeStatus(key, set, failure);
  }

  private void adopt(ObjectNode set) {
    if (Meta.terminating(set)) {
      return;
    }
    JsonNode selector = Json.at(set, "spec", "selector");
    for (ObjectNode pod : store.list(Kind.POD, Meta.namespace(set))) {
      if (Meta.controller(pod).isEmpty()
          && !Meta.terminating(pod)
          && Selectors.matches(selector, Meta.labels(pod))) {
        registry.edit(Key.of(Kind.POD, pod), p -> Meta.own(p, Kind.REPLICA_SET, set));
      }
    }
  }

  private List<ObjectNode> activePods(ObjectNode set) {
    return store.list(Kind.POD, Meta.namespace(set), p -> Meta.controlledBy(p, set) && active(p));
  }

  static boolean active(JsonNode pod) {
    return !Meta.terminating(pod)
        && !Set.of("Succeeded", "Failed").contains(Json.text(pod, "status", "phase"));
  }

  private void scale(ObjectNode set) {
    List<ObjectNode> pods = activePods(set);
    int wanted = Json.at(set, "spec", "replicas").asInt();
    for (int i = pods.size(); i < wanted; i++) {
      ObjectNode pod = registry.create(Kind.POD, Meta.namespace(set), pod(set), Writer.CONTROLLER);
      note(set, "SuccessfulCreate", "Created pod: " + Meta.name(pod));
    }
    pods.stream()
        .sorted(Comparator.comparingInt(ReplicaSetController::rank).thenComparing(NEWEST_FIRST))
        .limit(Math.max(0, pods.size() - wanted))
        .forEach(
            pod -> {
              registry.delete(Key.of(Kind.POD, pod), DeleteOptions.BACKGROUND);
              note(set, "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
            });
  }

  private static final Comparator<ObjectNode> NEWEST_FIRST =
      Comparator.comparing((ObjectNode p) -> Json.text(p, "metadata", "creationTimestamp"))
          .reversed();

  /** Those least useful go first. */
  private static int rank(ObjectNode pod) {
    if (Json.text(pod, "spec", "nodeName").isEmpty()) {
      return 0;
    }
    return Conditions.is(pod.path("status"), "Ready", "True") ? 2 : 1;
  }

  private void note(ObjectNode set, String reason, String message) {
    events.normal(Kind.REPLICA_SET, set, "replicaset-controller", reason, message);
  }

  private static ObjectNode pod(ObjectNode set) {
    JsonNode template = Json.at(set, "spec", "template");
    ObjectNode pod = Json.object();
    ObjectNode meta = pod.putObject("metadata").put("generateName", Meta.name(set) + "-");
    for (String field : List.of("labels", "annotations", "finalizers")) {
      if (Json.has(template, "metadata", field)) {
        meta.set(field, Json.at(template, "metadata", field).deepCopy());
      }
    }
    Meta.own(pod, Kind.REPLICA_SET, set);
    pod.set("spec", Json.at(template, "spec").deepCopy());
    return pod;
  }

  private void writeStatus(Key key, ObjectNode set, ApiException failure) {
    List<ObjectNode> pods = activePods(set);
    int minReady = Json.at(set, "spec", "minReadySeconds").asInt();
    long ready = pods.stream().filter(ReplicaSetController::ready).count();
    long available = pods.stream().filter(p -> available(p, minReady)).count();
    if (available < ready) {
      queue.addAfter(Duration.ofSeconds(1), key);
    }
    registry.editStatus(
        key,
        rs -> {
          ObjectNode status = Json.child(rs, "status");
          status.put("replicas", pods.size()).put("fullyLabeledReplicas", pods.size());
          status.put("readyReplicas", ready).put("availableReplicas", available);
          status.put("observedGeneration", Meta.generation(set));
          if (failure == null) {
            Conditions.remove(status, "ReplicaFailure");
          } else {
            Conditions.set(status, "ReplicaFailure", "True", "FailedCreate", failure.getMessage());
          }
        });
  }

  static boolean ready(JsonNode pod) {
    return Conditions.is(pod.path("status"), "Ready", "True");
  }

  private static boolean available(JsonNode pod, int minReadySeconds) {
    if (!ready(pod) || minReadySeconds == 0) {
      return ready(pod);
    }
    JsonNode condition = Conditions.find(pod.path("status"), "Ready").orElseThrow();
    Instant since = Instant.parse(Json.text(condition, "lastTransitionTime"));
    return !since.plusSeconds(minReadySeconds).isAfter(Instant.now());
  }
}
