package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Deployments: a ReplicaSet for each template, brought up and down by RollingUpdate or Recreate.
 * What is counted and written as status is {@link DeploymentStatus}' affair.
 */
final class DeploymentController {
  static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String HASH = "pod-template-hash";

  private final Registry registry;
  private final Store store;
  private final Events events;
  private final DeploymentStatus status;
  private final WorkQueue queue;

  DeploymentController(Registry registry, Events events, Loop loop) {
    this.registry = registry;
    this.store = registry.store();
    this.events = events;
    this.queue = new WorkQueue(loop, this::sync);
    this.status = new DeploymentStatus(registry, queue);
  }

  void on(StoreEvent event) {
    Key key = event.key();
    if (key.kind().equals(Kind.DEPLOYMENT)) {
      queue.add(key);
    } else if (key.kind().equals(Kind.REPLICA_SET)) {
      Meta.controller(event.object())
          .ifPresent(
              o -> queue.add(new Key(Kind.DEPLOYMENT, key.namespace(), Json.text(o, "name"))));
    } else if (key.kind().equals(Kind.POD) && event.type() == StoreEvent.Type.DELETED) {
      store
          .list(Kind.DEPLOYMENT, key.namespace())
          .forEach(d -> queue.add(Key.of(Kind.DEPLOYMENT, d)));
    }
  }

  private void sync(Key key) {
    ObjectNode deployment = store.get(key).orElse(null);
    if (deployment == null) {
      return;
    }
    List<ObjectNode> sets = replicaSets(deployment);
    Optional<ObjectNode> newest = newest(deployment, sets);
    if (Meta.terminating(deployment)) {
      status.write(deployment, sets, newest, false);
      return;
    }
    boolean paused = Json.at(deployment, "spec", "paused").asBoolean();
    boolean created = false;
    if (newest.isEmpty() && !paused && mayCreate(deployment, sets)) {
      newest = Optional.of(create(deployment, sets));
      created = true;
    }
    newest.ifPresent(n -> markRevision(deployment, n, sets));
    if (!paused) {
      newest.ifPresent(n -> roll(deployment, fresh(n), old(replicaSets(deployment), n)));
      if (newest.isEmpty()) {
        sets.forEach(s -> scale(deployment, s, 0));
      }
      cleanUp(deployment, newest);
    } else {
      newest.ifPresent(n -> scale(deployment, n, wanted(deployment)));
    }
    status.write(deployment, replicaSets(deployment), newest.map(this::fresh), created);
  }

  private ObjectNode fresh(ObjectNode set) {
    return store.get(Key.of(Kind.REPLICA_SET, set)).orElse(set);
  }

  // ---------------------------------------------------------------- replica sets

  private List<ObjectNode> replicaSets(ObjectNode deployment) {
    JsonNode selector = Json.at(deployment, "spec", "selector");
    for (ObjectNode set : store.list(Kind.REPLICA_SET, Meta.namespace(deployment))) {
      if (Meta.controller(set).isEmpty()
          && !Meta.terminating(set)
          && !Meta.terminating(deployment)
          && Selectors.matches(selector, Meta.labels(set))) {
        registry.edit(Key.of(Kind.REPLICA_SET, set), s -> Meta.own(s, Kind.DEPLOYMENT, deployment));
      }
    }
    return store.list(
        Kind.REPLICA_SET, Meta.namespace(deployment), s -> Meta.controlledBy(s, deployment));
  }

  private static Optional<ObjectNode> newest(ObjectNode deployment, List<ObjectNode> sets) {
    JsonNode template = Json.at(deployment, "spec", "template");
    return sets.stream()
        .filter(s -> !Meta.terminating(s))
        .filter(s -> withoutHash(Json.at(s, "spec", "template")).equals(withoutHash(template)))
        .findFirst();
  }

  private static JsonNode withoutHash(JsonNode template) {
    ObjectNode copy = template.deepCopy();
    Json.child(copy, "metadata", "labels").remove(HASH);
    return copy;
  }

  private static List<ObjectNode> old(List<ObjectNode> sets, ObjectNode newest) {
    return sets.stream()
        .filter(s -> !Meta.uid(s).equals(Meta.uid(newest)))
        .sorted(Comparator.comparing(s -> Json.text(s, "metadata", "creationTimestamp")))
        .toList();
  }

  /** Recreate waits until the last old pod is away. */
  private boolean mayCreate(ObjectNode deployment, List<ObjectNode> sets) {
    if (!Json.text(deployment, "spec", "strategy", "type").equals("Recreate")) {
      return true;
    }
    return store
        .list(Kind.POD, Meta.namespace(deployment), p -> ofAny(p, sets) && !ended(p))
        .isEmpty();
  }

  private static boolean ended(JsonNode pod) {
    return List.of("Succeeded", "Failed").contains(Json.text(pod, "status", "phase"));
  }

  private static boolean ofAny(JsonNode pod, List<ObjectNode> sets) {
    return sets.stream().anyMatch(s -> Meta.controlledBy(pod, s));
  }

  private ObjectNode create(ObjectNode deployment, List<ObjectNode> sets) {
    JsonNode template = Json.at(deployment, "spec", "template");
    String hash = hash(template);
    ObjectNode set = Json.object();
    ObjectNode meta = set.putObject("metadata").put("name", Meta.name(deployment) + "-" + hash);
    meta.set("labels", Json.at(template, "metadata", "labels").deepCopy());
    Json.child(meta, "labels").put(HASH, hash);
    Json.child(meta, "annotations").put(REVISION, Long.toString(nextRevision(sets)));
    Meta.own(set, Kind.DEPLOYMENT, deployment);
    ObjectNode spec = set.putObject("spec").put("replicas", 0);
    JsonNode minReady = Json.at(deployment, "spec", "minReadySeconds");
    if (minReady.isNumber()) {
      spec.set("minReadySeconds", minReady);
    }
    spec.set("selector", Json.at(deployment, "spec", "selector").deepCopy());
    Json.child(spec, "selector", "matchLabels").put(HASH, hash);
    spec.set("template", template.deepCopy());
    Json.child(spec, "template", "metadata", "labels").put(HASH, hash);
    return registry.create(Kind.REPLICA_SET, Meta.namespace(deployment), set, Writer.CONTROLLER);
  }

  private static String hash(JsonNode template) {
    CRC32 sum = new CRC32();
    sum.update(Json.write(withoutHash(template)).getBytes(StandardCharsets.UTF_8));
    String alphabet = "bcdfghjklmnpqrstvwxz2456789";
    StringBuilder text = new StringBuilder();
    for (long left = sum.getValue() + (1L << 40); left > 0; left /= alphabet.length()) {
      text.append(alphabet.charAt((int) (left % alphabet.length())));
    }
    return text.toString();
  }

  private static long revision(JsonNode set) {
    String text = Meta.annotation(set, REVISION);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static long nextRevision(List<ObjectNode> sets) {
    return sets.stream().mapToLong(DeploymentController::revision).max().orElse(0) + 1;
  }

  /** A template that comes back makes its old ReplicaSet the newest again. */
  private void markRevision(ObjectNode deployment, ObjectNode newest, List<ObjectNode> sets) {
    long others = nextRevision(old(sets, newest));
    long revision = Math.max(revision(newest), others);
    String text = Long.toString(revision);
    if (revision != revision(newest)) {
      registry.edit(
          Key.of(Kind.REPLICA_SET, newest),
          s -> Json.child(s, "metadata", "annotations").put(REVISION, text));
    }
    if (!Meta.annotation(deployment, REVISION).equals(text)) {
      registry.edit(
          Key.of(Kind.DEPLOYMENT, deployment),
          d -> Json.child(d, "metadata", "annotations").put(REVISION, text));
    }
  }

  // ---------------------------------------------------------------- scaling

  private static int wanted(ObjectNode deployment) {
    return Json.at(deployment, "spec", "replicas").asInt();
  }

  private static int replicas(ObjectNode set) {
    return Json.at(set, "spec", "replicas").asInt();
  }

  private static int available(ObjectNode set) {
    return Json.at(set, "status", "availableReplicas").asInt();
  }

  private void roll(ObjectNode deployment, ObjectNode newest, List<ObjectNode> old) {
    if (Json.text(deployment, "spec", "strategy", "type").equals("Recreate")) {
      old.forEach(s -> scale(deployment, s, 0));
      if (mayCreate(deployment, old)) {
        scale(deployment, newest, wanted(deployment));
      }
      return;
    }
    if (scaleNew(deployment, newest, old)) {
      return;
    }
    scaleOld(deployment, newest, old);
  }

  private boolean scaleNew(ObjectNode deployment, ObjectNode newest, List<ObjectNode> old) {
    int wanted = wanted(deployment);
    int all = replicas(newest) + old.stream().mapToInt(DeploymentController::replicas).sum();
    int most = wanted + Surge.of(deployment).more();
    int next =
        replicas(newest) > wanted
            ? wanted
            : Math.min(wanted, replicas(newest) + Math.max(0, most - all));
    return scale(deployment, newest, next);
  }

  private void scaleOld(ObjectNode deployment, ObjectNode newest, List<ObjectNode> old) {
    int least = wanted(deployment) - Surge.of(deployment).fewer();
    int all = replicas(newest) + old.stream().mapToInt(DeploymentController::replicas).sum();
    int left = all - least - (replicas(newest) - available(newest));
    for (ObjectNode set : old) {
      int unhealthy = Math.min(left, Math.max(0, replicas(set) - available(set)));
      if (unhealthy > 0) {
        scale(deployment, set, replicas(set) - unhealthy);
        left -= unhealthy;
      }
    }
    int spare =
        available(newest) + old.stream().mapToInt(DeploymentController::available).sum() - least;
    for (ObjectNode stale : old) {
      ObjectNode set = fresh(stale);
      int fewer = Math.min(Math.min(spare, left), replicas(set));
      if (fewer > 0) {
        scale(deployment, set, replicas(set) - fewer);
        spare -= fewer;
        left -= fewer;
      }
    }
  }

  private boolean scale(ObjectNode deployment, ObjectNode set, int replicas) {
    int before = replicas(set);
    if (before == replicas) {
      return false;
    }
    registry.edit(
        Key.of(Kind.REPLICA_SET, set), s -> Json.child(s, "spec").put("replicas", replicas));
    String text =
        "Scaled " + (before < replicas ? "up" : "down") + " replica set " + Meta.name(set);
    events.normal(
        Kind.DEPLOYMENT,
        deployment,
        "deployment-controller",
        "ScalingReplicaSet",
        text + " from " + before + " to " + replicas);
    return true;
  }

  private void cleanUp(ObjectNode deployment, Optional<ObjectNode> newest) {
    if (newest.isEmpty()) {
      return;
    }
    int kept = Json.at(deployment, "spec", "revisionHistoryLimit").asInt(10);
    List<ObjectNode> ended =
        old(replicaSets(deployment), newest.get()).stream()
            .filter(s -> replicas(s) == 0 && Json.at(s, "status", "replicas").asInt() == 0)
            .filter(s -> !Meta.terminating(s))
            .sorted(Comparator.comparingLong(DeploymentController::revision))
            .toList();
    ended.stream()
        .limit(Math.max(0, ended.size() - kept))
        .forEach(s -> registry.delete(Key.of(Kind.REPLICA_SET, s), DeleteOptions.BACKGROUND));
  }
}
