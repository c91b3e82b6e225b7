package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lists as {@code kubectl get} asks for them: columns made by the server. */
final class Tables {
  private static final String MEDIA = "as=Table;v=v1;g=meta.k8s.io";

  private Tables() {}

  static boolean wanted(String accept) {
    return accept != null && accept.contains(MEDIA);
  }

  /** The table of a list, or of one object. */
  static ObjectNode of(Kind kind, JsonNode listOrObject) {
    Map<String, Function<JsonNode, String>> columns = columns(kind);
    ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table
        .putObject("metadata")
        .put("resourceVersion", Json.text(listOrObject, "metadata", "resourceVersion"));
    ArrayNode definitions = table.putArray("columnDefinitions");
    for (String name : columns.keySet()) {
      ObjectNode definition = definitions.addObject().put("name", name).put("type", "string");
      definition.put("format", name.equals("Name") ? "name" : "").put("priority", 0);
      definition.put("description", "");
    }
    ArrayNode rows = table.putArray("rows");
    List<JsonNode> objects =
        listOrObject.has("items") ? Json.items(listOrObject, "items") : List.of(listOrObject);
    objects.forEach(o -> row(rows.addObject(), o, columns));
    return table;
  }

  private static void row(
      ObjectNode row, JsonNode object, Map<String, Function<JsonNode, String>> columns) {
    ArrayNode cells = row.putArray("cells");
    columns.values().forEach(c -> cells.add(c.apply(object)));
    ObjectNode partial = row.putObject("object").put("kind", "PartialObjectMetadata");
    partial.put("apiVersion", "meta.k8s.io/v1").set("metadata", object.path("metadata"));
  }

  private static Map<String, Function<JsonNode, String>> columns(Kind kind) {
    Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
    columns.put("Name", Meta::name);
    switch (kind.kind()) {
      case "Pod" -> {
        columns.put("Ready", p -> readyContainers(p) + "/" + statuses(p).size());
        columns.put("Status", Tables::podStatus);
        columns.put("Restarts", Tables::restarts);
      }
      case "Deployment" -> {
        columns.put(
            "Ready",
            d -> number(d, "status", "readyReplicas") + "/" + number(d, "spec", "replicas"));
        columns.put("Up-to-date", d -> number(d, "status", "updatedReplicas"));
        columns.put("Available", d -> number(d, "status", "availableReplicas"));
      }
      case "ReplicaSet" -> {
        columns.put("Desired", r -> number(r, "spec", "replicas"));
        columns.put("Current", r -> number(r, "status", "replicas"));
        columns.put("Ready", r -> number(r, "status", "readyReplicas"));
      }
      case "Service" -> {
        columns.put("Type", s -> Json.text(s, "spec", "type"));
        columns.put("URL", s -> Meta.annotation(s, Services.URL_ANNOTATION));
      }
      case "Event" -> {
        columns.put("Type", e -> Json.text(e, "type"));
        columns.put("Reason", e -> Json.text(e, "reason"));
        columns.put("Object", Tables::involved);
        columns.put("Message", e -> Json.text(e, "message"));
      }
      case "Namespace" -> columns.put("Status", n -> Json.text(n, "status", "phase"));
      default -> {}
    }
    columns.put("Age", o -> age(Json.text(o, "metadata", "creationTimestamp")));
    return columns;
  }

  private static String number(JsonNode object, String... path) {
    return Integer.toString(Json.at(object, path).asInt());
  }

  private static String involved(JsonNode event) {
    String kind = Json.text(event, "involvedObject", "kind").toLowerCase(java.util.Locale.ROOT);
    return kind + "/" + Json.text(event, "involvedObject", "name");
  }

  private static List<JsonNode> statuses(JsonNode pod) {
    return Json.items(pod, "status", "containerStatuses");
  }

  private static long readyContainers(JsonNode pod) {
    return statuses(pod).stream().filter(c -> c.path("ready").asBoolean()).count();
  }

  private static String restarts(JsonNode pod) {
    int sum = statuses(pod).stream().mapToInt(c -> c.path("restartCount").asInt()).sum();
    return Integer.toString(sum);
  }

  private static String podStatus(JsonNode pod) {
    if (Meta.terminating(pod)) {
      return "Terminating";
    }
    for (JsonNode container : statuses(pod)) {
      for (String state : List.of("waiting", "terminated")) {
        String reason = Json.text(container, "state", state, "reason");
        if (!reason.isEmpty()) {
          return reason;
        }
      }
    }
    String reason = Json.text(pod, "status", "reason");
    return reason.isEmpty() ? Json.text(pod, "status", "phase") : reason;
  }

  private static String age(String created) {
    if (created.isEmpty()) {
      return "<unknown>";
    }
    Duration age = Duration.between(Instant.parse(created), Instant.now());
    if (age.toMinutes() < 2) {
      return Math.max(0, age.toSeconds()) + "s";
    }
    return age.toHours() < 3 ? age.toMinutes() + "m" : age.toHours() + "h";
  }
}
