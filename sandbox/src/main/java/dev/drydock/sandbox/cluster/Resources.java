package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The verbs on objects: everything that is one request and one answer. */
final class Resources {
  /** One request. */
  record Call(
      String method,
      Route route,
      Map<String, String> query,
      String body,
      String contentType,
      String userAgent) {

    Writer writer() {
      String manager = query.getOrDefault("fieldManager", userAgent.split("/", 2)[0]);
      return new Writer(manager, "All".equals(query.get("dryRun")));
    }

    Key key() {
      return route.key();
    }
  }

  /** Its answer. */
  record Answer(int code, JsonNode body) {}

  private final Registry registry;
  private final Store store;

  Resources(Registry registry) {
    this.registry = registry;
    this.store = registry.store();
  }

  Answer answer(Call call) {
    return switch (call.route().sub()) {
      case "scale" -> new ScaleResource(registry).answer(call);
      case "eviction" -> new Eviction(registry).answer(call);
      case "finalize" -> throw Errors.methodNotAllowed();
      default -> plain(call);
    };
  }

  private Answer plain(Call call) {
    boolean one = !call.route().name().isEmpty();
    String sub = call.route().sub();
    return switch (call.method()) {
      case "GET" -> new Answer(200, one ? registry.require(call.key()) : list(call));
      case "POST" -> {
        if (one) {
          throw Errors.methodNotAllowed();
        }
        yield new Answer(201, create(call));
      }
      case "PUT" ->
          new Answer(
              200, registry.update(call.key(), Bodies.object(call.body()), sub, call.writer()));
      case "PATCH" -> patch(call);
      case "DELETE" -> one ? delete(call) : deleteAll(call);
      default -> throw Errors.methodNotAllowed();
    };
  }

  static Predicate<JsonNode> selected(Map<String, String> query) {
    return Selectors.labels(query.get("labelSelector"))
        .and(Selectors.fields(query.get("fieldSelector")));
  }

  private ObjectNode list(Call call) {
    Kind kind = call.route().kind();
    Predicate<JsonNode> wanted = selected(call.query());
    return store.locked(
        () -> {
          ObjectNode list = Json.object().put("kind", kind.kind() + "List");
          list.put("apiVersion", kind.apiVersion());
          list.putObject("metadata").put("resourceVersion", Long.toString(store.version()));
          var items = list.putArray("items");
          store.list(kind, call.route().namespace(), wanted::test).forEach(items::add);
          return list;
        });
  }

  private ObjectNode create(Call call) {
    Kind kind = call.route().kind();
    ObjectNode body = Bodies.object(call.body());
    return registry.create(kind, call.route().namespace(), body, call.writer());
  }

  private Answer patch(Call call) {
    String type = call.contentType().split(";", 2)[0].trim();
    JsonNode patch = Bodies.any(call.body());
    if (type.equals("application/apply-patch+yaml")) {
      return apply(call, Bodies.object(call.body()));
    }
    return new Answer(
        200,
        registry.change(
            call.key(),
            call.route().sub(),
            call.writer(),
            old ->
                switch (type) {
                  case "application/json-patch+json" -> Patches.json(old, patch);
                  case "application/merge-patch+json" -> Patches.merge(old, patch);
                  case "application/strategic-merge-patch+json" -> Patches.strategic(old, patch);
                  default -> throw Errors.unsupportedMediaType(type);
                }));
  }

  private Answer apply(Call call, ObjectNode applied) {
    if (!call.query().containsKey("fieldManager")) {
      throw Errors.badRequest(
          "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
    }
    if (call.route().sub().equals("status")) {
      ObjectNode done =
          registry.change(call.key(), "status", call.writer(), old -> Patches.merge(old, applied));
      return new Answer(200, done);
    }
    boolean there = store.get(call.key()).isPresent();
    boolean force = "true".equals(call.query().get("force"));
    return new Answer(there ? 200 : 201, registry.apply(call.key(), applied, force, call.writer()));
  }

  private Answer delete(Call call) {
    DeleteOptions options = DeleteOptions.of(Bodies.optional(call.body()), call.query());
    ObjectNode left = registry.delete(call.key(), options);
    if (store.get(call.key()).isPresent()) {
      return new Answer(200, left);
    }
    ObjectNode done = Json.object().put("kind", "Status").put("apiVersion", "v1");
    done.putObject("metadata");
    ObjectNode details = done.put("status", "Success").putObject("details");
    details.put("name", call.route().name()).put("kind", call.route().kind().plural());
    details.put("group", call.route().kind().group()).put("uid", Meta.uid(left));
    return new Answer(200, done);
  }

  private Answer deleteAll(Call call) {
    DeleteOptions options = DeleteOptions.of(Bodies.optional(call.body()), call.query());
    ObjectNode list = list(call);
    List<JsonNode> items = Json.items(list, "items");
    for (JsonNode item : items) {
      Key key = Key.of(call.route().kind(), item);
      if (store.get(key).isPresent()) {
        registry.delete(key, options);
      }
    }
    return new Answer(200, list);
  }
}
