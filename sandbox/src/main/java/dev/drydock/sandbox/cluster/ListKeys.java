package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * How lists of objects are merged: by which fields their items are the same item. Real servers have
 * this from the API's types; here the name of the list decides.
 */
final class ListKeys {
  private static final List<String> NAME = List.of("name");
  private static final Map<String, List<String>> BY_LIST =
      Map.ofEntries(
          Map.entry("containers", NAME),
          Map.entry("initContainers", NAME),
          Map.entry("ephemeralContainers", NAME),
          Map.entry("env", NAME),
          Map.entry("volumes", NAME),
          Map.entry("imagePullSecrets", NAME),
          Map.entry("secrets", NAME),
          Map.entry("schedulingGates", NAME),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("volumeDevices", List.of("devicePath")),
          Map.entry("ownerReferences", List.of("uid")),
          Map.entry("conditions", List.of("type")),
          Map.entry("hostAliases", List.of("ip")));

  private ListKeys() {}

  /** The fields that identify an item, the one of strategic merge first; empty if atomic. */
  static List<String> of(String list, JsonNode items) {
    if (items.isEmpty() || !items.get(0).isObject()) {
      return List.of();
    }
    if (list.equals("ports")) {
      boolean container = items.get(0).has("containerPort");
      return List.of(container ? "containerPort" : "port", "protocol");
    }
    return BY_LIST.getOrDefault(list, List.of());
  }

  /** Lists of plain values that are sets: each manager owns its own values. */
  static boolean isSet(String list) {
    return list.equals("finalizers");
  }

  /** The identifying part of an item; a port without protocol is a TCP port. */
  static ObjectNode identity(JsonNode item, List<String> keys) {
    ObjectNode identity = Json.object();
    for (String key : keys) {
      if (item.has(key)) {
        identity.set(key, item.get(key));
      } else if (key.equals("protocol")) {
        identity.put(key, "TCP");
      }
    }
    return identity;
  }

  /** Where the item with that identity stands in {@code items}, or -1. */
  static int indexOf(ArrayNode items, ObjectNode identity, List<String> keys) {
    for (int i = 0; i < items.size(); i++) {
      if (identity(items.get(i), keys).equals(identity)) {
        return i;
      }
    }
    return -1;
  }
}
