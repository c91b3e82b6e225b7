package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Server-side apply: conflicts with other owners, merge, removal of what the applier has dropped
 * and nobody else owns. Simplified: values are compared as they are written (10m is not 0.01), and
 * ownership is of leaves and list items only.
 */
final class Apply {
  private final Kind kind;
  private final String manager;
  private final boolean force;

  Apply(Kind kind, String manager, boolean force) {
    this.kind = kind;
    this.manager = manager;
    this.force = force;
  }

  /** What becomes of {@code live} (an empty object if there is none), owners included. */
  ObjectNode to(ObjectNode live, ObjectNode applied) {
    requireOneOfEach(applied, applied, "");
    ManagedFields owners = ManagedFields.of(live);
    Map<List<String>, JsonNode> wanted = FieldPaths.leaves(applied);
    Map<List<String>, JsonNode> present = FieldPaths.leaves(live);
    Set<List<String>> taken = taken(wanted, present, owners, Meta.name(applied));

    ObjectNode result = live.deepCopy();
    for (List<String> path : owners.applied(manager)) {
      if (!wanted.containsKey(path) && !owners.ownedByOthers(path, manager)) {
        FieldPaths.remove(result, path);
      }
    }
    merge(result, applied);
    owners.apply(manager, wanted.keySet(), taken);
    owners.writeTo(result, kind);
    return result;
  }

  private void requireOneOfEach(ObjectNode whole, JsonNode part, String path) {
    part.properties()
        .forEach(
            field -> {
              String at = path + "." + field.getKey();
              if (field.getValue() instanceof ArrayNode list) {
                requireOneOfEach(whole, list, ListKeys.of(field.getKey(), list), at);
              } else {
                requireOneOfEach(whole, field.getValue(), at);
              }
            });
  }

  private void requireOneOfEach(ObjectNode whole, ArrayNode list, List<String> keys, String path) {
    Set<String> seen = new LinkedHashSet<>();
    for (JsonNode item : list) {
      String identity = shown(ListKeys.identity(item, keys));
      if (!keys.isEmpty() && !seen.add(identity)) {
        throw Errors.untypable(kind, whole, path + ": duplicate entries for key " + identity);
      }
      requireOneOfEach(whole, item, path + identity);
    }
  }

  private static String shown(ObjectNode identity) {
    return identity.properties().stream()
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Set<List<String>> taken(
      Map<List<String>, JsonNode> wanted,
      Map<List<String>, JsonNode> present,
      ManagedFields owners,
      String name) {
    Set<List<String>> taken = new LinkedHashSet<>();
    List<Errors.Cause> conflicts = new ArrayList<>();
    wanted.forEach(
        (path, value) -> {
          List<String> others = owners.others(path, manager);
          if (!others.isEmpty() && !value.equals(present.get(path))) {
            taken.add(path);
            others.forEach(o -> conflicts.add(conflict(o, path)));
          }
        });
    if (!conflicts.isEmpty() && !force) {
      throw Errors.applyConflict(kind, name, conflicts);
    }
    return taken;
  }

  private Errors.Cause conflict(String other, List<String> path) {
    String version = other.endsWith(" using ") ? kind.apiVersion() : "";
    String text = "conflict with " + other + version;
    return new Errors.Cause("FieldManagerConflict", FieldPaths.shown(path), text);
  }

  private static void merge(ObjectNode target, JsonNode applied) {
    applied
        .properties()
        .forEach(
            e -> {
              JsonNode value = e.getValue();
              if (value.isObject() && !value.isEmpty()) {
                merge(Json.child(target, e.getKey()), value);
              } else if (value instanceof ArrayNode list) {
                mergeList(target, e.getKey(), list);
              } else if (value.isObject()) {
                Json.child(target, e.getKey());
              } else {
                target.set(e.getKey(), value);
              }
            });
  }

  private static void mergeList(ObjectNode target, String name, ArrayNode applied) {
    List<String> keys = ListKeys.of(name, applied);
    if (!(target.get(name) instanceof ArrayNode present)
        || (keys.isEmpty() && !ListKeys.isSet(name))) {
      target.set(name, applied.deepCopy());
      return;
    }
    for (JsonNode item : applied) {
      if (ListKeys.isSet(name)) {
        if (!Json.items(present).contains(item)) {
          present.add(item);
        }
        continue;
      }
      int at = ListKeys.indexOf(present, ListKeys.identity(item, keys), keys);
      if (at >= 0 && present.get(at) instanceof ObjectNode known) {
        merge(known, item);
      } else {
        present.add(item.deepCopy());
      }
    }
  }
}
