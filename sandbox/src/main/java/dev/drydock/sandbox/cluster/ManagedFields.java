package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who owns which field of one object: {@code metadata.managedFields}, readable and writable. */
final class ManagedFields {
  private record Owner(String manager, String operation, String subresource) {}

  private final Map<Owner, Set<List<String>>> owned = new LinkedHashMap<>();
  private final Map<Owner, String> times = new LinkedHashMap<>();

  static ManagedFields of(JsonNode object) {
    ManagedFields all = new ManagedFields();
    for (JsonNode entry : Json.items(object, "metadata", "managedFields")) {
      Owner owner =
          new Owner(
              Json.text(entry, "manager"),
              Json.text(entry, "operation"),
              Json.text(entry, "subresource"));
      if (!owner.manager().isEmpty()) {
        all.owned.put(owner, FieldPaths.fromFieldsV1(Json.at(entry, "fieldsV1")));
        all.times.put(owner, Json.text(entry, "time"));
      }
    }
    return all;
  }

  private static Owner applier(String manager) {
    return new Owner(manager, "Apply", "");
  }

  Set<List<String>> applied(String manager) {
    return owned.getOrDefault(applier(manager), Set.of());
  }

  boolean ownedByOthers(List<String> path, String applier) {
    return owned.entrySet().stream()
        .anyMatch(e -> !e.getKey().equals(applier(applier)) && e.getValue().contains(path));
  }

  /** Who else owns the path, as conflict messages name them. */
  List<String> others(List<String> path, String applier) {
    List<String> names = new ArrayList<>();
    owned.forEach(
        (owner, paths) -> {
          if (!owner.equals(applier(applier)) && paths.contains(path)) {
            String how = owner.operation().equals("Update") ? " using " : "";
            names.add('"' + owner.manager() + '"' + (how.isEmpty() ? "" : how));
          }
        });
    return names;
  }

  /** The applier owns exactly these paths; those it takes are no longer anybody else's. */
  void apply(String manager, Set<List<String>> paths, Set<List<String>> taken) {
    owned.forEach((owner, set) -> set.removeAll(taken));
    set(applier(manager), new LinkedHashSet<>(paths));
  }

  /**
   * An ordinary write: what it changed is the writer's alone, what it removed is nobody's.
   *
   * @param subresource through which it was written: {@code scale}, or "" for the object itself
   */
  void update(
      String manager, String subresource, Set<List<String>> changed, Set<List<String>> removed) {
    owned.values().forEach(set -> set.removeAll(changed));
    owned.values().forEach(set -> set.removeAll(removed));
    if (!changed.isEmpty()) {
      Owner owner = new Owner(manager, "Update", subresource);
      Set<List<String>> all = new LinkedHashSet<>(owned.getOrDefault(owner, Set.of()));
      all.addAll(changed);
      set(owner, all);
    }
  }

  /** The status is owned as a whole by who wrote it last through the sub-resource. */
  void status(String manager) {
    set(new Owner(manager, "Update", "status"), new LinkedHashSet<>(List.of(List.of("f:status"))));
  }

  private void set(Owner owner, Set<List<String>> paths) {
    if (!paths.equals(owned.get(owner)) || owner.operation().equals("Update")) {
      times.put(owner, Json.now());
    }
    owned.put(owner, paths);
  }

  void writeTo(ObjectNode object, Kind kind) {
    ArrayNode entries = Json.array();
    owned.forEach(
        (owner, paths) -> {
          if (!paths.isEmpty()) {
            ObjectNode entry = entries.addObject();
            entry.put("manager", owner.manager()).put("operation", owner.operation());
            entry.put("apiVersion", kind.apiVersion()).put("time", times.get(owner));
            entry.put("fieldsType", "FieldsV1").set("fieldsV1", FieldPaths.toFieldsV1(paths));
            if (!owner.subresource().isEmpty()) {
              entry.put("subresource", owner.subresource());
            }
          }
        });
    Json.child(object, "metadata").set("managedFields", entries);
  }
}
