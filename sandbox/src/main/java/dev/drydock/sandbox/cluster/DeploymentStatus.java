package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts what there is of a Deployment and writes its status. */
final class DeploymentStatus {
  private final Registry registry;
  private final WorkQueue queue;

  DeploymentStatus(Registry registry, WorkQueue queue) {
    this.registry = registry;
    this.queue = queue;
  }

  void write(
      ObjectNode deployment, List<ObjectNode> sets, Optional<ObjectNode> newest, boolean created) {
    registry.editStatus(
        Key.of(Kind.DEPLOYMENT, deployment),
        d -> {
          if (Meta.uid(d).equals(Meta.uid(deployment))) {
            fill(deployment, Json.child(d, "status"), sets, newest, created);
          }
        });
  }

  private void fill(
      ObjectNode deployment,
      ObjectNode status,
      List<ObjectNode> sets,
      Optional<ObjectNode> newest,
      boolean created) {
    ObjectNode before = status.deepCopy();
    int available = sum(sets, "availableReplicas");
    count(status, "replicas", sum(sets, "replicas"));
    count(status, "readyReplicas", sum(sets, "readyReplicas"));
    count(status, "availableReplicas", available);
    count(status, "updatedReplicas", sum(newest.stream().toList(), "replicas"));
    int asked = sets.stream().mapToInt(s -> Json.at(s, "spec", "replicas").asInt()).sum();
    count(status, "unavailableReplicas", Math.max(0, asked - available));
    status.put("observedGeneration", Meta.generation(deployment));
    available(deployment, status, available);
    replicaFailure(status, newest);
    if (!Meta.terminating(deployment) && !Json.at(deployment, "spec", "paused").asBoolean()) {
      progressing(deployment, before, status, newest, created);
    }
  }

  private static int sum(List<ObjectNode> sets, String field) {
    return sets.stream().mapToInt(s -> Json.at(s, "status", field).asInt()).sum();
  }

  /** Real servers leave zeros out. */
  private static void count(ObjectNode status, String field, int value) {
    if (value == 0) {
      status.remove(field);
    } else {
      status.put(field, value);
    }
  }

  private static void available(ObjectNode deployment, ObjectNode status, int available) {
    int wanted = Json.at(deployment, "spec", "replicas").asInt();
    boolean enough = available >= wanted - Surge.of(deployment).fewer();
    set(
        status,
        "Available",
        enough,
        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        enough
            ? "Deployment has minimum availability."
            : "Deployment does not have minimum availability.");
  }

  private static void replicaFailure(ObjectNode status, Optional<ObjectNode> newest) {
    Optional<JsonNode> failure =
        newest.flatMap(s -> Conditions.find(s.path("status"), "ReplicaFailure"));
    if (failure.isEmpty()) {
      Conditions.remove(status, "ReplicaFailure");
    } else {
      JsonNode f = failure.get();
      set(status, "ReplicaFailure", true, Json.text(f, "reason"), Json.text(f, "message"));
    }
  }

  private void progressing(
      ObjectNode deployment,
      ObjectNode before,
      ObjectNode status,
      Optional<ObjectNode> newest,
      boolean created) {
    String name = newest.map(Meta::name).orElse(Meta.name(deployment));
    String set = "ReplicaSet \"" + name + "\"";
    if (complete(deployment, status) && newest.isPresent()) {
      set(
          status,
          "Progressing",
          true,
          "NewReplicaSetAvailable",
          set + " has successfully progressed.");
    } else if (created) {
      touch(status, "NewReplicaSetCreated", "Created new replica set \"" + name + "\"");
    } else if (reason(before).equals("NewReplicaSetAvailable")
        && status.path("replicas").asInt() == status.path("updatedReplicas").asInt()) {
      return; // nothing is being rolled out
    } else if (advanced(before, status)
        || Conditions.find(status, "Progressing").isEmpty()
        || reason(before).equals("NewReplicaSetAvailable")) {
      touch(status, "ReplicaSetUpdated", set + " is progressing.");
    } else {
      deadline(deployment, status, set);
    }
  }

  private static String reason(JsonNode status) {
    return Conditions.find(status, "Progressing").map(c -> Json.text(c, "reason")).orElse("");
  }

  private static boolean complete(ObjectNode deployment, ObjectNode status) {
    int wanted = Json.at(deployment, "spec", "replicas").asInt();
    return status.path("updatedReplicas").asInt() == wanted
        && status.path("replicas").asInt() == wanted
        && status.path("availableReplicas").asInt() == wanted;
  }

  private static boolean advanced(JsonNode before, JsonNode now) {
    int oldBefore = before.path("replicas").asInt() - before.path("updatedReplicas").asInt();
    int oldNow = now.path("replicas").asInt() - now.path("updatedReplicas").asInt();
    return more(before, now, "updatedReplicas")
        || more(before, now, "readyReplicas")
        || more(before, now, "availableReplicas")
        || oldNow < oldBefore;
  }

  private static boolean more(JsonNode before, JsonNode now, String field) {
    return now.path(field).asInt() > before.path(field).asInt();
  }

  private void deadline(ObjectNode deployment, ObjectNode status, String set) {
    JsonNode condition = Conditions.find(status, "Progressing").orElseThrow();
    if (Json.text(condition, "reason").equals("ProgressDeadlineExceeded")) {
      return;
    }
    int limit = Json.at(deployment, "spec", "progressDeadlineSeconds").asInt(600);
    Instant end = Instant.parse(Json.text(condition, "lastUpdateTime")).plusSeconds(limit);
    if (Instant.now().isBefore(end)) {
      Duration left = Duration.between(Instant.now(), end).plusMillis(50);
      queue.addAfter(left, Key.of(Kind.DEPLOYMENT, deployment));
    } else {
      set(
          status,
          "Progressing",
          false,
          "ProgressDeadlineExceeded",
          set + " has timed out progressing.");
    }
  }

  /** Progress has been made just now. */
  private static void touch(ObjectNode status, String reason, String message) {
    set(status, "Progressing", true, reason, message).put("lastUpdateTime", Json.now());
  }

  private static ObjectNode set(
      ObjectNode status, String type, boolean value, String reason, String message) {
    ObjectNode condition = Conditions.set(status, type, value ? "True" : "False", reason, message);
    Json.defaultTo(condition, "lastUpdateTime", Json.now());
    return condition;
  }
}
