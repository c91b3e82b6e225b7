package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
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

  Map<String, String> selector() {
    return Json.convert(object.at("/spec/selector/matchLabels"), Labels.class);
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
    removeText(metadata, "finalizers", List.of("foregroundDeletion", "orphan"));
    return new Manifest(bare);
  }

  /** With each container's image as {@code image} says for its name and present reference. */
  Manifest withImages(BiFunction<String, String, String> image) {
    ObjectNode changed = object.deepCopy();
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : changed.at("/spec/template/spec/" + list)) {
        String now = container.path("image").asText();
        ((ObjectNode) container).put("image", image.apply(container.path("name").asText(), now));
      }
    }
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

  /** Who owned which fields, without those of subresources: what to put back after re-creation. */
  ArrayNode owners() {
    ArrayNode owners = Json.tree(List.of()).deepCopy();
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      if (!entry.hasNonNull("subresource")) {
        owners.add(entry);
      }
    }
    return owners;
  }

  boolean isOwnedBy(String manager) {
    return StreamSupport.stream(owners().spliterator(), false)
        .anyMatch(entry -> entry.path("manager").asText().equals(manager));
  }

  /** Who wrote it last, the cluster's own controllers apart; for a message. */
  String lastWriter() {
    String newest = "";
    String who = "somebody";
    for (JsonNode entry : owners()) {
      boolean isController = entry.path("manager").asText().startsWith("kube-");
      if (!isController && entry.path("time").asText().compareTo(newest) >= 0) {
        newest = entry.path("time").asText();
        who = entry.path("manager").asText();
      }
    }
    return who;
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

  private static final class Labels extends java.util.TreeMap<String, String> {
    private static final long serialVersionUID = 1L;
  }
}
