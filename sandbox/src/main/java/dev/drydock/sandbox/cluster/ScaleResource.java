package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.sandbox.cluster.Resources.Answer;
import dev.drydock.sandbox.cluster.Resources.Call;
import java.util.stream.Collectors;

/** The sub-resource {@code scale}: the number of replicas and nothing else. */
final class ScaleResource {
  private final Registry registry;

  ScaleResource(Registry registry) {
    this.registry = registry;
  }

  Answer answer(Call call) {
    ObjectNode scale = scale(registry.require(call.key()));
    if (call.method().equals("GET")) {
      return new Answer(200, scale);
    }
    ObjectNode wanted =
        switch (call.method()) {
          case "PUT" -> Bodies.object(call.body());
          case "PATCH" ->
              call.contentType().startsWith("application/json-patch")
                  ? Patches.json(scale, Bodies.any(call.body()))
                  : Patches.merge(scale, Bodies.object(call.body()));
          default -> throw Errors.methodNotAllowed();
        };
    int replicas = Json.at(wanted, "spec", "replicas").asInt();
    String version = Json.text(wanted, "metadata", "resourceVersion");
    ObjectNode changed =
        registry.change(
            call.key(),
            "scale",
            call.writer(),
            old -> {
              ObjectNode copy = old.deepCopy();
              Json.child(copy, "spec").put("replicas", replicas);
              if (!version.isEmpty()) {
                Json.child(copy, "metadata").put("resourceVersion", version);
              }
              return copy;
            });
    return new Answer(200, scale(changed));
  }

  private static ObjectNode scale(ObjectNode object) {
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode meta = scale.putObject("metadata");
    meta.put("name", Meta.name(object)).put("namespace", Meta.namespace(object));
    meta.put("uid", Meta.uid(object));
    meta.put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
    meta.put("creationTimestamp", Json.text(object, "metadata", "creationTimestamp"));
    scale.putObject("spec").put("replicas", Json.at(object, "spec", "replicas").asInt());
    String selector =
        Meta.strings(Json.at(object, "spec", "selector", "matchLabels")).entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
    scale
        .putObject("status")
        .put("replicas", Json.at(object, "status", "replicas").asInt())
        .put("selector", selector);
    return scale;
  }
}
