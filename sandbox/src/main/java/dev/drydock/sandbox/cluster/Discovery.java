package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents by which clients learn what is served, as far as kubectl and fabric8 need them. */
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** What is only asked, and kept nowhere. */
  private static final Map<String, List<String>> REVIEWS =
      Map.of(
          "authorization.k8s.io", List.of("SelfSubjectAccessReview", "SelfSubjectRulesReview"),
          "authentication.k8s.io", List.of("SelfSubjectReview"));

  private Discovery() {}

  static Optional<ObjectNode> document(String path) {
    return switch (path) {
      case "/version" -> Optional.of(version());
      case "/api" -> Optional.of(core());
      case "/apis" -> Optional.of(groups());
      case "/openapi/v3" -> Optional.of(OpenApi.index());
      default -> groupVersion(path);
    };
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "34")
        .put("gitVersion", "v1.34.4+drydock-sandbox")
        .put("platform", "sandbox");
  }

  private static ObjectNode core() {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    return versions;
  }

  private static Map<String, String> versionByGroup() {
    Map<String, String> groups = new LinkedHashMap<>();
    Kind.ALL.forEach(k -> groups.put(k.group(), k.version()));
    groups.remove("");
    REVIEWS.keySet().forEach(group -> groups.put(group, "v1"));
    return groups;
  }

  private static ObjectNode groups() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    versionByGroup()
        .forEach(
            (name, version) -> {
              ObjectNode entry = Json.object();
              entry.put("groupVersion", name + "/" + version).put("version", version);
              ObjectNode group = groups.addObject().put("name", name);
              group.putArray("versions").add(entry);
              group.set("preferredVersion", entry.deepCopy());
            });
    return list;
  }

  private static Optional<ObjectNode> groupVersion(String path) {
    if (path.startsWith("/openapi/v3/")) {
      return OpenApi.document(path.substring("/openapi/v3/".length()));
    }
    String name = path.replaceFirst("^/(api|apis)/", "");
    List<Kind> kinds = Kind.ALL.stream().filter(k -> k.apiVersion().equals(name)).toList();
    List<String> reviews = REVIEWS.getOrDefault(name.replaceFirst("/v1$", ""), List.of());
    if ((kinds.isEmpty() && reviews.isEmpty()) || path.equals(name)) {
      return Optional.empty();
    }
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    ArrayNode resources = list.put("groupVersion", name).putArray("resources");
    for (Kind kind : kinds) {
      resource(resources, kind);
    }
    reviews.forEach(review -> review(resources, review));
    return Optional.of(list);
  }

  private static void resource(ArrayNode resources, Kind kind) {
    ObjectNode main = entry(resources, kind.plural(), kind);
    main.put("singularName", kind.kind().toLowerCase(java.util.Locale.ROOT));
    VERBS.forEach(main.putArray("verbs")::add);
    kind.shortNames().forEach(main.putArray("shortNames")::add);
    if (List.of("Pod", "Service", "Deployment", "ReplicaSet", "Job").contains(kind.kind())) {
      main.putArray("categories").add("all");
    }
    for (String sub : kind.subresources()) {
      ObjectNode entry = entry(resources, kind.plural() + "/" + sub, kind);
      entry.put("singularName", "").putArray("verbs").add("get").add("patch").add("update");
    }
  }

  private static ObjectNode entry(ArrayNode resources, String name, Kind kind) {
    return resources
        .addObject()
        .put("name", name)
        .put("namespaced", kind.namespaced())
        .put("kind", kind.kind());
  }

  private static void review(ArrayNode resources, String kind) {
    resources
        .addObject()
        .put("name", kind.toLowerCase(java.util.Locale.ROOT) + "s")
        .put("singularName", kind.toLowerCase(java.util.Locale.ROOT))
        .put("namespaced", false)
        .put("kind", kind)
        .putArray("verbs")
        .add("create");
  }
}
