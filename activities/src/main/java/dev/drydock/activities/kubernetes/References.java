package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Reference;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The Secrets and ConfigMaps that an app's pods use, in their environment and in volumes. Only
 * their metadata is asked for: what is in them never comes here. Not those that images are pulled
 * with: they change by themselves, and what runs is pinned by its digest.
 */
public final class References {
  private static final String SECRET = "Secret";
  private static final String CONFIG_MAP = "ConfigMap";

  /** Where a pod spec names one, and in which field. */
  private static final Map<String, String[]> PLACES =
      Map.of(
          "secretKeyRef", new String[] {SECRET, "name"},
          "secretRef", new String[] {SECRET, "name"},
          "nodePublishSecretRef", new String[] {SECRET, "name"},
          "secret", new String[] {SECRET, "secretName", "name"},
          "azureFile", new String[] {SECRET, "secretName"},
          "configMapKeyRef", new String[] {CONFIG_MAP, "name"},
          "configMapRef", new String[] {CONFIG_MAP, "name"},
          "configMap", new String[] {CONFIG_MAP, "name"});

  private final Metadata metadata;
  private final String namespace;
  private final Map<Named, Boolean> isRequired =
      new TreeMap<>(Comparator.comparing(Named::kind).thenComparing(Named::name));

  private record Named(String kind, String name) {}

  private References(KubernetesClient client, String namespace) {
    this.metadata = new Metadata(client);
    this.namespace = namespace;
  }

  /**
   * As they stand now, sorted.
   *
   * @throws Trouble naming all that are not there and not optional
   */
  public static List<Reference> look(KubernetesClient client, String namespace, PodSpec spec) {
    References references = new References(client, namespace);
    references.collect(Json.tree(spec));
    return references.all();
  }

  /** What the approver should know about those that cannot be looked at. */
  public static List<String> notes(List<Reference> references) {
    List<Reference> unknown =
        references.stream().filter(r -> r.version().equals(Reference.UNKNOWN)).toList();
    if (unknown.isEmpty()) {
      return List.of();
    }
    String rules =
        unknown.stream()
            .collect(Collectors.groupingBy(Reference::kind, TreeMap::new, Collectors.toList()))
            .entrySet()
            .stream()
            .map(e -> rule(e.getKey(), e.getValue()))
            .collect(Collectors.joining(" "));
    return List.of(
        "a change of "
            + unknown.stream().map(r -> r.kind() + " " + r.name()).collect(Collectors.joining(", "))
            + " after the approval would go unnoticed; to have it noticed, add to Drydock's Role: "
            + rules);
  }

  private static String rule(String kind, List<Reference> of) {
    String names = of.stream().map(Reference::name).collect(Collectors.joining(", "));
    return "- {apiGroups: [\"\"], resources: ["
        + Metadata.plural(kind)
        + "], resourceNames: ["
        + names
        + "], verbs: [get]}";
  }

  private void collect(JsonNode node) {
    node.properties()
        .forEach(
            field -> {
              String[] place = PLACES.get(field.getKey());
              if (place != null && field.getValue().isObject()) {
                take(place, field.getValue());
              }
              collect(field.getValue());
            });
    if (node.isArray()) {
      node.forEach(this::collect);
    }
  }

  private void take(String[] place, JsonNode reference) {
    for (int i = 1; i < place.length; i++) {
      String name = reference.path(place[i]).asText("");
      if (!name.isEmpty()) {
        boolean required = !reference.path("optional").asBoolean();
        isRequired.merge(new Named(place[0], name), required, Boolean::logicalOr);
        return;
      }
    }
  }

  private List<Reference> all() {
    List<Reference> all = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    isRequired.forEach(
        (named, required) -> {
          Reference found = look(named);
          all.add(found);
          if (required && found.version().equals(Reference.ABSENT)) {
            missing.add(named.kind() + " " + namespace + "/" + named.name());
          }
        });
    if (!missing.isEmpty()) {
      throw new Trouble(
          String.join(", ", missing)
              + (missing.size() == 1 ? " is" : " are")
              + " not there, although the Deployment's pod template refers to "
              + (missing.size() == 1 ? "it" : "them")
              + "; a new pod would not start. Make "
              + (missing.size() == 1 ? "it" : "them")
              + ", or mend the template");
    }
    return all;
  }

  private Reference look(Named named) {
    Optional<String> version = metadata.version(named.kind(), namespace, named.name());
    return new Reference(named.kind(), named.name(), version.orElse(Reference.ABSENT));
  }
}
