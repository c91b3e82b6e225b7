package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Whether an object may be written at all: its type, its namespace, its identity, what it needs.
 */
final class Admission {
  private final Store store;

  Admission(Store store) {
    this.store = store;
  }

  static void checkType(Kind kind, ObjectNode object) {
    String version = Json.text(object, "apiVersion");
    String name = Json.text(object, "kind");
    if (!Set.of("", kind.apiVersion()).contains(version)
        || !Set.of("", kind.kind()).contains(name)) {
      throw Errors.badRequest(
          kind.kind()
              + " in version \""
              + kind.version()
              + "\" cannot be handled as a "
              + kind.kind()
              + ": the object is a "
              + version
              + " "
              + name);
    }
  }

  void checkNamespace(Kind kind, String namespace, ObjectNode object) {
    if (!kind.namespaced()) {
      return;
    }
    String own = Meta.namespace(object);
    if (!own.isEmpty() && !own.equals(namespace)) {
      throw Errors.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    ObjectNode found =
        store
            .get(new Key(Kind.NAMESPACE, "", namespace))
            .orElseThrow(() -> Errors.notFound(Kind.NAMESPACE, namespace));
    if (Meta.terminating(found)) {
      throw Errors.forbidden(
          kind,
          Meta.name(object),
          "unable to create new content in namespace "
              + namespace
              + " because it is being terminated");
    }
    Json.child(object, "metadata").put("namespace", namespace);
  }

  /** What admission writes into a new object, before it is validated. */
  void complete(Kind kind, ObjectNode object) {
    if (kind.equals(Kind.POD)) {
      checkServiceAccount(object);
      new LimitRanges(store).fill(object);
    }
  }

  /** Whether a valid object may come in; before anybody asks whether its name is taken. */
  void check(Kind kind, ObjectNode object) {
    if (kind.equals(Kind.POD)) {
      new LimitRanges(store).check(object);
      store
          .get(new Key(Kind.NAMESPACE, "", Meta.namespace(object)))
          .ifPresent(namespace -> PodSecurity.check(namespace, object));
      new Quotas(store).check(object);
    }
  }

  private void checkServiceAccount(ObjectNode pod) {
    ObjectNode spec = Json.child(pod, "spec");
    Json.defaultTo(spec, "serviceAccountName", "default");
    String name = Json.text(spec, "serviceAccountName");
    spec.put("serviceAccount", name);
    if (store.get(new Key(Kind.SERVICE_ACCOUNT, Meta.namespace(pod), name)).isEmpty()) {
      throw Errors.forbidden(
          Kind.POD,
          Meta.name(pod),
          "error looking up service account "
              + Meta.namespace(pod)
              + "/"
              + name
              + ": serviceaccount \""
              + name
              + "\" not found");
    }
  }

  static void checkIdentity(Key key, ObjectNode old, ObjectNode changed) {
    if (!Meta.name(changed).equals(key.name())) {
      throw Errors.badRequest(
          "the name of the object ("
              + Meta.name(changed)
              + ") does not match the name on the URL ("
              + key.name()
              + ")");
    }
    String version = Json.text(changed, "metadata", "resourceVersion");
    String uid = Meta.uid(changed);
    if (!uid.isEmpty() && !uid.equals(Meta.uid(old))) {
      String text = "Precondition failed: UID in precondition: " + uid;
      throw Errors.conflict(
          key.kind(), key.name(), text + ", UID in object meta: " + Meta.uid(old));
    }
    if (!Set.of("", "0", Json.text(old, "metadata", "resourceVersion")).contains(version)) {
      throw Errors.stale(key.kind(), key.name());
    }
  }
}
