package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.List;

/**
 * JSON patch (RFC 6902), JSON merge patch (RFC 7386) and strategic merge patch with {@code $patch:
 * delete|replace|merge}, {@code $retainKeys} and {@code $deleteFromPrimitiveList}. {@code
 * $setElementOrder} is accepted and ignored.
 */
final class Patches {
  private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

  private Patches() {}

  static ObjectNode json(ObjectNode target, JsonNode operations) {
    try {
      JsonNode patched = JsonPatch.apply(operations, target.deepCopy());
      if (patched instanceof ObjectNode o) {
        return o;
      }
      throw Errors.badRequest("the patched document is not an object");
    } catch (JsonPatchException | IllegalArgumentException e) {
      throw new ApiException(
          Errors.status(
              422, "Invalid", "the server rejected our request due to an error in our request"));
    }
  }

  static ObjectNode merge(ObjectNode target, JsonNode patch) {
    ObjectNode result = target.deepCopy();
    mergeInto(result, patch);
    return result;
  }

  private static void mergeInto(ObjectNode target, JsonNode patch) {
    patch
        .properties()
        .forEach(
            e -> {
              JsonNode value = e.getValue();
              if (value.isNull()) {
                target.remove(e.getKey());
              } else if (value.isObject()) {
                mergeInto(Json.child(target, e.getKey()), value);
              } else {
                target.set(e.getKey(), value.deepCopy());
              }
            });
  }

  static ObjectNode strategic(ObjectNode target, JsonNode patch) {
    ObjectNode result = target.deepCopy();
    strategicInto(result, patch);
    return result;
  }

  private static void strategicInto(ObjectNode target, JsonNode patch) {
    if (patch.path("$patch").asText().equals("replace")) {
      target.removeAll();
    }
    retainKeys(target, patch);
    patch
        .properties()
        .forEach(
            e -> {
              String name = e.getKey();
              if (name.startsWith(DELETE_PRIMITIVES)) {
                removeValues(target, name.substring(DELETE_PRIMITIVES.length()), e.getValue());
              } else if (!name.startsWith("$")) {
                strategicField(target, name, e.getValue());
              }
            });
  }

  private static void strategicField(ObjectNode target, String name, JsonNode value) {
    if (value.isNull() || value.path("$patch").asText().equals("delete")) {
      target.remove(name);
    } else if (value.isObject()) {
      strategicInto(Json.child(target, name), value);
    } else if (value instanceof ArrayNode items) {
      mergeList(target, name, items);
    } else {
      target.set(name, value);
    }
  }

  private static void retainKeys(ObjectNode target, JsonNode patch) {
    JsonNode keep = patch.path("$retainKeys");
    if (keep.isArray()) {
      List<String> names = Json.items(keep).stream().map(JsonNode::asText).toList();
      target.retain(names);
    }
  }

  private static void removeValues(ObjectNode target, String list, JsonNode values) {
    ArrayNode left = Json.array();
    List<JsonNode> gone = Json.items(values);
    Json.items(target, list).stream().filter(v -> !gone.contains(v)).forEach(left::add);
    target.set(list, left);
  }

  private static void mergeList(ObjectNode target, String name, ArrayNode items) {
    ArrayNode present = target.get(name) instanceof ArrayNode a ? a : target.putArray(name);
    List<String> keys = ListKeys.of(name, items);
    if (ListKeys.isSet(name)) {
      List<JsonNode> known = Json.items(present);
      items.forEach(
          v -> {
            if (!known.contains(v)) {
              present.add(v);
            }
          });
    } else if (keys.isEmpty()) {
      target.set(name, items.deepCopy());
    } else {
      if (Json.items(items).stream().anyMatch(i -> i.path("$patch").asText().equals("replace"))) {
        present.removeAll();
      }
      items.forEach(item -> mergeItem(present, item, keys.subList(0, 1)));
    }
  }

  private static void mergeItem(ArrayNode present, JsonNode item, List<String> keys) {
    String directive = item.path("$patch").asText();
    if (directive.equals("replace")) {
      return;
    }
    int at = ListKeys.indexOf(present, ListKeys.identity(item, keys), keys);
    if (directive.equals("delete")) {
      if (at >= 0) {
        present.remove(at);
      }
    } else if (at >= 0 && present.get(at) instanceof ObjectNode known) {
      strategicInto(known, item);
    } else {
      strategicInto(present.addObject(), item);
    }
  }
}
