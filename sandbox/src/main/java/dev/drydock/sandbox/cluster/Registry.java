package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The rules between a request and the store: what may be created, what a write may change, who then
 * owns it, and when an object that is being deleted goes. Clients and controllers alike go through
 * here.
 */
final class Registry {
  private final Store store;
  private final Admission admission;
  private final Deletion deletion;

  Registry(Store store) {
    this.store = store;
    this.admission = new Admission(store);
    this.deletion = new Deletion(store);
  }

  Store store() {
    return store;
  }

  ObjectNode require(Key key) {
    return store.get(key).orElseThrow(() -> Errors.notFound(key.kind(), key.name()));
  }

  // ---------------------------------------------------------------- create

  ObjectNode create(Kind kind, String namespace, ObjectNode body, Writer writer) {
    return store.locked(() -> createLocked(kind, namespace, body.deepCopy(), writer));
  }

  private ObjectNode createLocked(Kind kind, String namespace, ObjectNode object, Writer writer) {
    Admission.checkType(kind, object);
    admission.checkNamespace(kind, namespace, object);
    ObjectNode meta = Json.child(object, "metadata");
    if (Meta.name(object).isEmpty() && Json.has(meta, "generateName")) {
      meta.put("name", Json.text(meta, "generateName") + suffix());
    }
    if (Json.has(meta, "resourceVersion")
        && !Set.of("", "0").contains(Json.text(meta, "resourceVersion"))) {
      throw Errors.badRequest("resourceVersion should not be set on objects to be created");
    }
    stamp(kind, meta);
    if (kind.hasStatus()) {
      object.remove("status");
    }
    if (kind.hasStatus() && !kind.group().contains(".")) {
      object.putObject("status"); // custom resources have none until somebody writes it
    }
    Defaults.fill(kind, object);
    admission.complete(kind, object);
    Validation.created(kind, object);
    admission.check(kind, object);
    Key key = Key.of(kind, object);
    store
        .get(key)
        .ifPresent(
            old -> {
              throw Meta.terminating(old)
                  ? Errors.beingDeleted(kind, key.name())
                  : Errors.alreadyExists(kind, key.name());
            });
    ManagedFields owners = new ManagedFields();
    owners.update(writer.manager(), "", FieldPaths.leaves(object).keySet(), Set.of());
    return keepNew(key, object, owners, writer);
  }

  private ObjectNode keepNew(Key key, ObjectNode object, ManagedFields owners, Writer writer) {
    owners.writeTo(object, key.kind());
    if (writer.dryRun()) {
      return object;
    }
    return store.put(key, object);
  }

  private static void stamp(Kind kind, ObjectNode meta) {
    meta.remove(
        List.of(
            "managedFields",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "resourceVersion",
            "generation"));
    meta.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", Json.now());
    if (kind.hasGeneration()) {
      meta.put("generation", 1);
    }
  }

  static String suffix() {
    String alphabet = "bcdfghjklmnpqrstvwxz2456789";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      text.append(alphabet.charAt(ThreadLocalRandom.current().nextInt(alphabet.length())));
    }
    return text.toString();
  }

  // ---------------------------------------------------------------- change

  /** Replaces the object (PUT); an old resourceVersion in the body is a conflict. */
  ObjectNode update(Key key, ObjectNode body, String subresource, Writer writer) {
    return change(key, subresource, writer, old -> body.deepCopy());
  }

  /** Changes the object by a function of what it is now. */
  ObjectNode change(
      Key key, String subresource, Writer writer, UnaryOperator<ObjectNode> function) {
    return store.locked(
        () -> {
          ObjectNode old = require(key);
          ObjectNode changed = function.apply(old);
          Admission.checkType(key.kind(), changed);
          Admission.checkIdentity(key, old, changed);
          return keep(key, old, changed, subresource, writer);
        });
  }

  /** A controller's edit of everything but the status; nothing if the object is gone. */
  void edit(Key key, Consumer<ObjectNode> edit) {
    quietly(key, "", edit);
  }

  /** A controller's edit of the status; nothing if the object is gone. */
  void editStatus(Key key, Consumer<ObjectNode> edit) {
    quietly(key, "status", edit);
  }

  private void quietly(Key key, String subresource, Consumer<ObjectNode> edit) {
    store.locked(
        () -> {
          if (store.get(key).isPresent()) {
            return change(
                key,
                subresource,
                Writer.CONTROLLER,
                old -> {
                  ObjectNode changed = old.deepCopy();
                  edit.accept(changed);
                  return changed;
                });
          }
          return null;
        });
  }

  /** Server-side apply: creates the object if it is not there. */
  ObjectNode apply(Key key, ObjectNode applied, boolean force, Writer writer) {
    if (!Json.items(applied, "metadata", "managedFields").isEmpty()) {
      throw Errors.badRequest("metadata.managedFields must be nil");
    }
    Json.child(applied, "metadata").put("name", key.name());
    Apply apply = new Apply(key.kind(), writer.manager(), force);
    return store.locked(
        () -> {
          Optional<ObjectNode> old = store.get(key);
          String uid = Meta.uid(applied);
          if (!uid.isEmpty() && !uid.equals(old.map(Meta::uid).orElse(""))) {
            String text = "uid mismatch: the provided object specified uid " + uid;
            throw Errors.conflict(
                key.kind(), key.name(), text + ", and no existing object was found");
          }
          return old.isPresent()
              ? applyTo(key, old.get(), applied, apply, writer)
              : applyNew(key, applied, apply, writer);
        });
  }

  private ObjectNode applyTo(
      Key key, ObjectNode old, ObjectNode applied, Apply apply, Writer writer) {
    Admission.checkType(key.kind(), applied);
    Admission.checkIdentity(key, old, applied);
    ObjectNode changed = apply.to(old, withoutStatus(key.kind(), applied));
    restoreMeta(old, changed);
    finish(key.kind(), old, changed);
    return keepChanged(key, old, changed, writer);
  }

  private ObjectNode applyNew(Key key, ObjectNode applied, Apply apply, Writer writer) {
    ObjectNode fresh = apply.to(Json.object(), withoutStatus(key.kind(), applied));
    ManagedFields owners = ManagedFields.of(fresh);
    Json.child(fresh, "metadata").remove("resourceVersion");
    Writer trial = new Writer(writer.manager(), true);
    ObjectNode object = createLocked(key.kind(), key.namespace(), fresh, trial);
    return keepNew(key, object, owners, writer);
  }

  private static ObjectNode withoutStatus(Kind kind, ObjectNode applied) {
    ObjectNode clean = applied.deepCopy();
    if (kind.hasStatus()) {
      clean.remove("status");
    }
    return clean;
  }

  private ObjectNode keep(
      Key key, ObjectNode old, ObjectNode changed, String subresource, Writer writer) {
    Kind kind = key.kind();
    if (subresource.equals("status")) {
      JsonNode status = changed.path("status");
      ObjectNode whole = old.deepCopy();
      whole.set("status", status.isMissingNode() ? Json.object() : status);
      if (whole.equals(old)) {
        return old;
      }
      ManagedFields owners = ManagedFields.of(old);
      owners.status(writer.manager());
      owners.writeTo(whole, kind);
      return keepChanged(key, old, whole, writer);
    }
    ManagedFields owners =
        ManagedFields.of(changed.at("/metadata/managedFields").isEmpty() ? old : changed);
    restoreMeta(old, changed);
    finish(kind, old, changed);
    owners.update(
        writer.manager(), subresource, changed(old, changed), changed(changed, old, true));
    owners.writeTo(changed, kind);
    return keepChanged(key, old, changed, writer);
  }

  /** Defaults, the status as it was, validation, generation. */
  private static void finish(Kind kind, ObjectNode old, ObjectNode changed) {
    if (kind.hasStatus()) {
      changed.remove("status");
      if (old.has("status")) {
        changed.set("status", old.get("status"));
      }
    }
    Defaults.fill(kind, changed);
    Validation.changed(kind, old, changed);
    if (kind.hasGeneration() && !old.path("spec").equals(changed.path("spec"))) {
      Json.child(changed, "metadata").put("generation", Meta.generation(old) + 1);
    }
  }

  private static void restoreMeta(ObjectNode old, ObjectNode changed) {
    ObjectNode meta = Json.child(changed, "metadata");
    for (String field :
        List.of(
            "namespace",
            "uid",
            "creationTimestamp",
            "generation",
            "resourceVersion",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generateName")) {
      JsonNode value = old.path("metadata").get(field);
      if (value == null) {
        meta.remove(field);
      } else {
        meta.set(field, value);
      }
    }
    if (meta.path("finalizers").isEmpty()) {
      meta.remove("finalizers");
    }
  }

  private static Set<List<String>> changed(ObjectNode old, ObjectNode now) {
    return changed(old, now, false);
  }

  /** The paths of {@code now} that {@code old} has not, or has with another value. */
  private static Set<List<String>> changed(ObjectNode old, ObjectNode now, boolean missingOnly) {
    Map<List<String>, JsonNode> before = FieldPaths.leaves(old);
    Set<List<String>> paths = new LinkedHashSet<>();
    FieldPaths.leaves(now)
        .forEach(
            (path, value) -> {
              JsonNode known = before.get(path);
              if (known == null || (!missingOnly && !known.equals(value))) {
                paths.add(path);
              }
            });
    return paths;
  }

  private ObjectNode keepChanged(Key key, ObjectNode old, ObjectNode changed, Writer writer) {
    if (sameButForTimes(old, changed)) {
      return old;
    }
    if (writer.dryRun()) {
      return changed;
    }
    if (Deletion.mayGo(key.kind(), changed)) {
      store.put(key, changed);
      store.remove(key);
      return changed;
    }
    return store.put(key, changed);
  }

  private static boolean sameButForTimes(ObjectNode old, ObjectNode changed) {
    return withoutTimes(old).equals(withoutTimes(changed));
  }

  private static ObjectNode withoutTimes(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    Json.items(copy, "metadata", "managedFields").forEach(e -> ((ObjectNode) e).remove("time"));
    return copy;
  }

  // ---------------------------------------------------------------- delete

  /** The object as it is after the request; it may still be there, being deleted. */
  ObjectNode delete(Key key, DeleteOptions options) {
    return store.locked(() -> deletion.delete(key, require(key), options));
  }

  /** Names of everything in the namespace but the events, for its deletion. */
  Set<Key> contents(String namespace) {
    Set<Key> all = new HashSet<>();
    for (Kind kind : Kind.ALL) {
      if (kind.namespaced()) {
        store.list(kind, namespace).forEach(o -> all.add(Key.of(kind, o)));
      }
    }
    return all;
  }
}
