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

/**
 * The fields of an object as paths of {@code fieldsV1} steps: {@code f:name} for a field, {@code
 * k:{"name":"x"}} for a list item, {@code v:"x"} for a value of a set. Only leaves and list items
 * are paths of their own; real servers also keep the maps in between.
 */
final class FieldPaths {
  private static final Set<String> ATOMIC =
      Set.of("selector", "nodeSelector", "secretKeyRef", "configMapKeyRef", "fieldRef");
  private static final Set<String> UNOWNED =
      Set.of(
          "name",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generateName",
          "selfLink",
          "managedFields");

  private FieldPaths() {}

  /** Every path that somebody may own, with its value (for list items: true). */
  static Map<List<String>, JsonNode> leaves(JsonNode object) {
    Map<List<String>, JsonNode> found = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            e -> {
              List<String> path = List.of("f:" + e.getKey());
              if (e.getKey().equals("metadata")) {
                ObjectNode owned = e.getValue().deepCopy();
                owned.remove(UNOWNED);
                if (!owned.isEmpty()) {
                  collect("metadata", owned, path, found);
                }
              } else if (!Set.of("apiVersion", "kind", "status").contains(e.getKey())) {
                collect(e.getKey(), e.getValue(), path, found);
              }
            });
    return found;
  }

  private static void collect(
      String name, JsonNode node, List<String> path, Map<List<String>, JsonNode> found) {
    if (node.isObject() && !node.isEmpty() && !ATOMIC.contains(name)) {
      node.properties()
          .forEach(e -> collect(e.getKey(), e.getValue(), plus(path, "f:" + e.getKey()), found));
    } else if (node instanceof ArrayNode list && ListKeys.isSet(name)) {
      list.forEach(v -> found.put(plus(path, "v:" + Json.write(v)), v));
    } else if (node instanceof ArrayNode list && !ListKeys.of(name, list).isEmpty()) {
      List<String> keys = ListKeys.of(name, list);
      for (JsonNode item : list) {
        List<String> here = plus(path, "k:" + Json.write(ListKeys.identity(item, keys)));
        found.put(here, Json.MAPPER.getNodeFactory().booleanNode(true));
        collect("", item, here, found);
      }
    } else {
      found.put(path, node);
    }
  }

  private static List<String> plus(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  static ObjectNode toFieldsV1(Set<List<String>> paths) {
    ObjectNode root = Json.object();
    for (List<String> path : paths) {
      ObjectNode end = Json.child(root, path.toArray(String[]::new));
      if (path.get(path.size() - 1).startsWith("k:")) {
        end.putObject(".");
      }
    }
    return root;
  }

  static Set<List<String>> fromFieldsV1(JsonNode fields) {
    Set<List<String>> paths = new LinkedHashSet<>();
    read(fields, List.of(), paths);
    return paths;
  }

  private static void read(JsonNode node, List<String> path, Set<List<String>> paths) {
    if (node.isEmpty() && !path.isEmpty()) {
      paths.add(path);
    }
    node.properties()
        .forEach(
            e -> {
              if (e.getKey().equals(".")) {
                paths.add(path);
              } else {
                read(e.getValue(), plus(path, e.getKey()), paths);
              }
            });
  }

  /** As conflict messages write it: {@code .spec.template.spec.containers[name="web"].image}. */
  static String shown(List<String> path) {
    StringBuilder text = new StringBuilder();
    for (String step : path) {
      String rest = step.substring(2);
      if (step.startsWith("f:")) {
        text.append('.').append(rest);
      } else if (step.startsWith("k:")) {
        List<String> keys = new ArrayList<>();
        Json.parse(rest).properties().forEach(e -> keys.add(e.getKey() + "=" + e.getValue()));
        text.append('[').append(String.join(",", keys)).append(']');
      } else {
        text.append('[').append(rest).append(']');
      }
    }
    return text.toString();
  }

  /** Takes the field at that path out of the object, if it is there. */
  static void remove(ObjectNode object, List<String> path) {
    JsonNode here = object;
    for (int i = 0; i < path.size() - 1; i++) {
      here = step(here, path.get(i));
    }
    String last = path.get(path.size() - 1);
    if (last.startsWith("f:") && here instanceof ObjectNode o) {
      o.remove(last.substring(2));
    } else if (here instanceof ArrayNode list) {
      int at = index(list, last);
      if (at >= 0) {
        list.remove(at);
      }
    }
  }

  private static JsonNode step(JsonNode node, String step) {
    if (step.startsWith("f:")) {
      return node.path(step.substring(2));
    }
    return node instanceof ArrayNode list ? list.path(index(list, step)) : Json.at(node, step);
  }

  private static int index(ArrayNode list, String step) {
    JsonNode wanted = Json.parse(step.substring(2));
    if (step.startsWith("v:") || !(wanted instanceof ObjectNode identity)) {
      return Json.items(list).indexOf(wanted);
    }
    List<String> keys = new ArrayList<>();
    identity.fieldNames().forEachRemaining(keys::add);
    return ListKeys.indexOf(list, identity, keys);
  }
}
