package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deletes what nobody owns any more, lets owners go that wait for what they own (foreground), takes
 * owners out of what is to be orphaned, and empties namespaces.
 */
final class GarbageCollector {
  private final Registry registry;
  private final Store store;
  private final WorkQueue queue;

  GarbageCollector(Registry registry, Loop loop) {
    this.registry = registry;
    this.store = registry.store();
    this.queue = new WorkQueue(loop, this::sync);
  }

  void on(StoreEvent event) {
    Key key = event.key();
    if (event.type() != StoreEvent.Type.DELETED) {
      if (Meta.terminating(event.object()) || !Meta.owners(event.object()).isEmpty()) {
        queue.add(key);
      }
      return;
    }
    dependents(event.object()).forEach(o -> queue.add(keyOf(o)));
    owners(event.object()).forEach(o -> queue.add(keyOf(o)));
    if (key.kind().namespaced()) {
      Key namespace = new Key(Kind.NAMESPACE, "", key.namespace());
      store.get(namespace).filter(Meta::terminating).ifPresent(n -> queue.add(namespace));
    }
  }

  private static Key keyOf(JsonNode object) {
    Kind kind =
        Kind.named(Json.text(object, "apiVersion"), Json.text(object, "kind")).orElseThrow();
    return Key.of(kind, object);
  }

  private List<ObjectNode> dependents(JsonNode owner) {
    String uid = Meta.uid(owner);
    return Kind.ALL.stream()
        .flatMap(k -> store.list(k, Meta.namespace(owner)).stream())
        .filter(o -> Meta.owners(o).stream().anyMatch(r -> Json.text(r, "uid").equals(uid)))
        .toList();
  }

  private Stream<ObjectNode> owners(JsonNode object) {
    return Meta.owners(object).stream().map(r -> owner(object, r)).flatMap(Optional::stream);
  }

  private Optional<ObjectNode> owner(JsonNode object, JsonNode reference) {
    return Kind.named(Json.text(reference, "apiVersion"), Json.text(reference, "kind"))
        .flatMap(
            k ->
                store.get(
                    new Key(
                        k,
                        k.namespaced() ? Meta.namespace(object) : "",
                        Json.text(reference, "name"))))
        .filter(o -> Meta.uid(o).equals(Json.text(reference, "uid")));
  }

  private void sync(Key key) {
    ObjectNode object = store.get(key).orElse(null);
    if (object == null) {
      return;
    }
    if (Meta.terminating(object)) {
      dying(key, object);
    } else if (!Meta.owners(object).isEmpty()) {
      owned(key, object);
    }
  }

  private void dying(Key key, ObjectNode object) {
    if (key.kind().equals(Kind.NAMESPACE)) {
      emptyNamespace(key);
    }
    if (Meta.hasFinalizer(object, "orphan")) {
      dependents(object).forEach(d -> registry.edit(keyOf(d), o -> disown(o, object)));
      registry.edit(key, o -> Meta.removeFinalizer(o, "orphan"));
    }
    if (Meta.hasFinalizer(object, "foregroundDeletion")) {
      List<ObjectNode> blocking = dependents(object);
      if (blocking.isEmpty()) {
        registry.edit(key, o -> Meta.removeFinalizer(o, "foregroundDeletion"));
      }
      blocking.stream()
          .filter(d -> !Meta.terminating(d))
          .forEach(d -> registry.delete(keyOf(d), policyFor(d)));
    }
  }

  private DeleteOptions policyFor(ObjectNode dependent) {
    return dependents(dependent).isEmpty() ? DeleteOptions.BACKGROUND : DeleteOptions.FOREGROUND;
  }

  private static void disown(ObjectNode object, ObjectNode owner) {
    ArrayNode left = Json.array();
    Meta.owners(object).stream()
        .filter(r -> !Json.text(r, "uid").equals(Meta.uid(owner)))
        .forEach(left::add);
    if (left.isEmpty()) {
      Json.child(object, "metadata").remove("ownerReferences");
    } else {
      Json.child(object, "metadata").set("ownerReferences", left);
    }
  }

  /** An owner of a kind that is not served here is taken to exist. */
  private void owned(Key key, ObjectNode object) {
    boolean unknown =
        Meta.owners(object).stream()
            .anyMatch(r -> Kind.named(Json.text(r, "apiVersion"), Json.text(r, "kind")).isEmpty());
    if (!unknown && owners(object).findAny().isEmpty()) {
      registry.delete(key, new DeleteOptions(null, "Background", Meta.uid(object), "", false));
    }
  }

  private void emptyNamespace(Key namespace) {
    var contents = registry.contents(namespace.name());
    if (contents.isEmpty()) {
      registry.edit(namespace, n -> Meta.removeFinalizer(n, "kubernetes"));
    }
    contents.stream()
        .filter(k -> store.get(k).filter(o -> !Meta.terminating(o)).isPresent())
        .forEach(k -> registry.delete(k, DeleteOptions.BACKGROUND));
  }
}
