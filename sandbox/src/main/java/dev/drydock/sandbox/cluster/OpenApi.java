package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * So much of OpenAPI v3 that kubectl leaves validation to the server: for each kind that PATCH
 * takes the parameters fieldValidation and dryRun. There are no schemas.
 */
final class OpenApi {
  private OpenApi() {}

  private static String path(Kind kind) {
    return (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
  }

  static ObjectNode index() {
    ObjectNode paths = Json.object();
    for (String path : new TreeSet<>(Kind.ALL.stream().map(OpenApi::path).toList())) {
      paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path);
    }
    ObjectNode index = Json.object();
    index.set("paths", paths);
    return index;
  }

  static Optional<ObjectNode> document(String path) {
    List<Kind> kinds = Kind.ALL.stream().filter(k -> path(k).equals(path)).toList();
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Drydock sandbox").put("version", "v1.34.4");
    ObjectNode paths = document.putObject("paths");
    for (Kind kind : kinds) {
      String scope = kind.namespaced() ? "/namespaces/{namespace}/" : "/";
      patch(paths.putObject("/" + path + scope + kind.plural() + "/{name}"), kind);
    }
    return Optional.of(document);
  }

  private static void patch(ObjectNode path, Kind kind) {
    ObjectNode patch = path.putObject("patch");
    ArrayNode parameters = patch.putArray("parameters");
    for (String name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
      ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
      parameter.putObject("schema").put("type", "string");
    }
    patch.putObject("responses").putObject("200").put("description", "OK");
    patch
        .putObject("x-kubernetes-group-version-kind")
        .put("group", kind.group())
        .put("version", kind.version())
        .put("kind", kind.kind());
  }
}
