package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A Deployment as the cluster showed it, and what may be made of it. Nothing unknown is lost. */
final class Manifest {
  private static final List<String> SERVER_OWNED =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink",
          "managedFields");

  private static final List<String> OF_DELETION = List.of("foregroundDeletion", "orphan");
  private static final List<String> CONTAINERS = List.of("containers", "initContainers");

  private final ObjectNode object;

  private Manifest(ObjectNode object) {
    this.object = object;
  }

  static Manifest of(GenericKubernetesResource seen) {
    return new Manifest((ObjectNode) Json.read(Serialization.asJson(seen)));
  }

  static Manifest of(JsonNode seen) {
    return new Manifest((ObjectNode) seen.deepCopy());
  }

  JsonNode json() {
    return object;
  }

  String uid() {
    return object.at("/metadata/uid").asText();
  }

  String resourceVersion() {
    return object.at("/metadata/resourceVersion").asText();
  }

  boolean isBeingDeleted() {
    return object.at("/metadata").hasNonNull("deletionTimestamp");
  }

  int replicas() {
    return object.at("/spec/replicas").asInt(1);
  }

  /** The whole of it; a part would match more pods. */
  LabelSelector selector() {
    return Serialization.unmarshal(Json.write(object.at("/spec/selector")), LabelSelector.class);
  }

  /** Digest of what runs; how many of it an autoscaler may change meanwhile. */
  String digest() {
    ObjectNode spec = object.path("spec").deepCopy();
    spec.remove("replicas");
    return Digest.ofJson(Json.convert(spec, Map.class));
  }

  /** The same but for what the server itself writes: ready to be applied. */
  Manifest bare() {
    ObjectNode bare = object.deepCopy();
    bare.remove("status");
    ObjectNode metadata = (ObjectNode) bare.path("metadata");
    metadata.remove(SERVER_OWNED);
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove("deployment.kubernetes.io/revision");
    }
    removeText(metadata, "finalizers", OF_DELETION);
    return new Manifest(bare);
  }

  /** With each container's image as {@code image} says for its name and present reference. */
  Manifest withImages(BiFunction<String, String, String> image) {
    ObjectNode changed = object.deepCopy();
    for (String list : CONTAINERS) {
      for (JsonNode container : changed.at("/spec/template/spec/" + list)) {
        String now = container.path("image").asText();
        ((ObjectNode) container).put("image", image.apply(container.path("name").asText(), now));
      }
    }
    return new Manifest(changed);
  }

  Manifest withReplicas(int replicas) {
    ObjectNode changed = object.deepCopy();
    ((ObjectNode) changed.path("spec")).put("replicas", replicas);
    return new Manifest(changed);
  }

  /** With {@code image} in the app's container and wherever else the same repository stands. */
  Manifest withVersion(String container, Image image) {
    String repository = Image.repository(image(container));
    return withImages(
        (name, now) ->
            name.equals(container) || Image.repository(now).equals(repository)
                ? image.pinned()
                : now);
  }

  String image(String container) {
    return StreamSupport.stream(object.at("/spec/template/spec/containers").spliterator(), false)
        .filter(c -> c.path("name").asText().equals(container))
        .map(c -> c.path("image").asText())
        .findFirst()
        .orElseThrow(() -> new Trouble("the Deployment has no container \"" + container + "\""));
  }

  /** True when both would run the same. */
  boolean runsTheSameAs(Manifest other) {
    return digest().equals(other.digest());
  }

  /**
   * Who owns which fields, without the status: what to put back. The number of replicas may be
   * owned through the subresource {@code scale}, by a person's kubectl or an autoscaler.
   */
  ArrayNode owners() {
    ArrayNode owners = Json.tree(List.of()).deepCopy();
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      if (!entry.path("subresource").asText().equals("status")) {
        owners.add(entry);
      }
    }
    return owners;
  }

  boolean isOwnedBy(String manager) {
    return stream(owners()).anyMatch(entry -> entry.path("manager").asText().equals(manager));
  }

  /** Whoever's name begins so. */
  boolean isWrittenBy(String manager) {
    return stream(owners()).anyMatch(entry -> entry.path("manager").asText().startsWith(manager));
  }

  /** True when fields that were others' in {@code before} are Drydock's now. */
  boolean holdsFieldsOf(Manifest before) {
    return !before.owners().isEmpty() && !ours().equals(before.ours());
  }

  private List<JsonNode> ours() {
    return stream(owners())
        .filter(entry -> entry.path("manager").asText().equals(Names.FIELD_MANAGER))
        .map(entry -> entry.path("fieldsV1"))
        .toList();
  }

  /**
   * The owners as they were in {@code before}; beside them the status' and those who came only
   * after.
   */
  ArrayNode ownersAsIn(Manifest before) {
    ArrayNode owners = before.owners();
    Set<List<String>> known = new HashSet<>();
    owners.forEach(entry -> known.add(identity(entry)));
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      boolean isOurs = entry.path("manager").asText().equals(Names.FIELD_MANAGER);
      if (!isOurs && !known.contains(identity(entry))) {
        owners.add(entry);
      }
    }
    return owners;
  }

  private static List<String> identity(JsonNode entry) {
    return Stream.of("manager", "operation", "subresource", "apiVersion")
        .map(field -> entry.path(field).asText())
        .toList();
  }

  /** Who wrote it last, the cluster's own controllers apart; for a message. */
  String lastWriter() {
    return newest(
            stream(owners()).filter(entry -> !entry.path("manager").asText().startsWith("kube-")))
        .map(entry -> entry.path("manager").asText())
        .orElse("somebody");
  }

  /** The entry of {@code managedFields} that owns the number of replicas. */
  Optional<JsonNode> replicasOwner() {
    return newest(stream(owners()).filter(entry -> entry.at("/fieldsV1/f:spec").has("f:replicas")));
  }

  boolean isScaledBy(String manager) {
    return replicasOwner()
        .filter(entry -> entry.path("manager").asText().equals(manager))
        .isPresent();
  }

  private static Optional<JsonNode> newest(Stream<JsonNode> entries) {
    return entries.max(Comparator.comparing(entry -> entry.path("time").asText()));
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** Those that keep it from going and are not the cluster's own order of deletion. */
  List<String> foreignFinalizers() {
    return stream(object.at("/metadata/finalizers"))
        .map(JsonNode::asText)
        .filter(finalizer -> !OF_DELETION.contains(finalizer))
        .toList();
  }

  /** Image by container, init containers included. */
  Map<String, String> images() {
    Map<String, String> images = new TreeMap<>();
    for (String list : CONTAINERS) {
      for (JsonNode container : object.at("/spec/template/spec/" + list)) {
        images.put(container.path("name").asText(), container.path("image").asText());
      }
    }
    return images;
  }

  /**
   * A strategic merge patch that gives {@code now}, and no later version of it, this one's images
   * and number of replicas.
   */
  String asPatchOf(Manifest now) {
    Map<String, String> present = now.images();
    Map<String, Object> pod = new TreeMap<>();
    for (String list : CONTAINERS) {
      List<Map<String, String>> changed =
          stream(object.at("/spec/template/spec/" + list))
              .map(c -> Map.of("name", c.path("name").asText(), "image", c.path("image").asText()))
              .filter(c -> !c.get("image").equals(present.get(c.get("name"))))
              .toList();
      if (!changed.isEmpty()) {
        pod.put(list, changed);
      }
    }
    Map<String, Object> spec = new TreeMap<>(Map.of("replicas", replicas()));
    if (!pod.isEmpty()) {
      spec.put("template", Map.of("spec", pod));
    }
    return Json.write(Map.of("metadata", now.version(), "spec", spec));
  }

  /** A merge patch to 0 replicas, of this version only. */
  String asPatchToNone() {
    return Json.write(Map.of("metadata", version(), "spec", Map.of("replicas", 0)));
  }

  /** What makes a write a conflict when the object is another, or has changed. */
  Map<String, String> version() {
    return Map.of("uid", uid(), "resourceVersion", resourceVersion());
  }

  /** What stands in its environment under a name that says so must not come back in a message. */
  void rememberSecrets() {
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : object.at("/spec/template/spec/" + list)) {
        container
            .path("env")
            .forEach(
                entry ->
                    Scrub.ofProcess()
                        .remember(entry.path("name").asText(), entry.path("value").asText(null)));
      }
    }
  }

  String text() {
    return Json.write(object);
  }

  private static void removeText(ObjectNode parent, String list, List<String> words) {
    if (parent.path(list) instanceof ArrayNode array) {
      for (int i = array.size() - 1; i >= 0; i--) {
        if (words.contains(array.get(i).asText())) {
          array.remove(i);
        }
      }
      if (array.isEmpty()) {
        parent.remove(list);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest that && Objects.equals(object, that.object);
  }

  @Override
  public int hashCode() {
    return object.hashCode();
  }
}
