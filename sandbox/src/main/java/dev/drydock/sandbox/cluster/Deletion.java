package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;

/**
 * What a DELETE does: most objects go at once; those with finalizers (also the ones that foreground
 * and orphan stand for) and pods with a grace period are only marked, and go when nothing keeps
 * them.
 */
final class Deletion {
  private final Store store;

  Deletion(Store store) {
    this.store = store;
  }

  /** The object as it is then; it may still be there, being deleted. */
  ObjectNode delete(Key key, ObjectNode old, DeleteOptions options) {
    checkPreconditions(key, old, options);
    if (options.dryRun()) {
      return old;
    }
    ObjectNode dying = old.deepCopy();
    if (options.propagation().equals("Foreground")) {
      Meta.addFinalizer(dying, "foregroundDeletion");
    } else if (options.propagation().equals("Orphan")) {
      Meta.addFinalizer(dying, "orphan");
    }
    if (key.kind().equals(Kind.NAMESPACE)) {
      Meta.addFinalizer(dying, "kubernetes");
      Json.child(dying, "status").put("phase", "Terminating");
    }
    mark(key.kind(), old, dying, grace(key.kind(), old, options));
    if (mayGo(key.kind(), dying)) {
      store.remove(key);
      return dying;
    }
    return dying.equals(old) ? old : store.put(key, dying);
  }

  private static void mark(Kind kind, ObjectNode old, ObjectNode dying, int grace) {
    ObjectNode meta = Json.child(dying, "metadata");
    boolean sooner = grace < Json.at(old, "metadata", "deletionGracePeriodSeconds").asInt();
    if (!Meta.terminating(old) || sooner) {
      String end = Instant.parse(Json.now()).plusSeconds(grace).toString();
      meta.put("deletionTimestamp", end).put("deletionGracePeriodSeconds", grace);
    }
    if (!Meta.terminating(old) && kind.hasGeneration()) {
      meta.put("generation", Meta.generation(old) + 1);
    }
  }

  private static int grace(Kind kind, ObjectNode object, DeleteOptions options) {
    boolean ended = Set.of("Succeeded", "Failed").contains(Json.text(object, "status", "phase"));
    if (!kind.equals(Kind.POD) || ended || Json.text(object, "spec", "nodeName").isEmpty()) {
      return 0;
    }
    int own = Json.at(object, "spec", "terminationGracePeriodSeconds").asInt(30);
    return options.graceSeconds() == null ? own : Math.max(0, options.graceSeconds());
  }

  /** Nothing keeps it any more: no finalizer, and for a pod no grace period. */
  static boolean mayGo(Kind kind, ObjectNode object) {
    return Meta.terminating(object)
        && Json.items(object, "metadata", "finalizers").isEmpty()
        && (!kind.equals(Kind.POD)
            || Json.at(object, "metadata", "deletionGracePeriodSeconds").asInt() == 0);
  }

  private static void checkPreconditions(Key key, ObjectNode old, DeleteOptions options) {
    if (!options.uid().isEmpty() && !options.uid().equals(Meta.uid(old))) {
      throw Errors.conflict(
          key.kind(),
          key.name(),
          "the UID in the precondition ("
              + options.uid()
              + ") does not match the UID in record ("
              + Meta.uid(old)
              + "). The object might have been deleted and then recreated");
    }
    String version = Json.text(old, "metadata", "resourceVersion");
    if (!Set.of("", version).contains(options.resourceVersion())) {
      throw Errors.conflict(
          key.kind(),
          key.name(),
          "the ResourceVersion in the precondition ("
              + options.resourceVersion()
              + ") does not match the ResourceVersion in record ("
              + version
              + "). The object might have been modified");
    }
  }
}
