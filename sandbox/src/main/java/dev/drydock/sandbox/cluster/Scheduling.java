package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Whether the one node takes a pod: by its labels, and by what is left of what can be requested.
 */
final class Scheduling {
  private static final Map<String, String> LABELS =
      Map.of("kubernetes.io/hostname", Kubelet.NODE, "kubernetes.io/os", "linux");
  private static final Map<String, BigDecimal> ROOM =
      Map.of("cpu", Amounts.parse("64"), "memory", Amounts.parse("256Gi"));
  private static final String NONE = "0/1 nodes are available: 1 ";

  private Scheduling() {}

  /** In the scheduler's words; empty when the node takes it. */
  static String obstacle(Store store, JsonNode pod) {
    Map<String, String> selector = Meta.strings(Json.at(pod, "spec", "nodeSelector"));
    if (!LABELS.entrySet().containsAll(selector.entrySet())) {
      return NONE
          + "node(s) didn't match Pod's node affinity/selector. preemption: "
          + NONE
          + "Preemption is not helpful for scheduling.";
    }
    Map<String, BigDecimal> asked = Amounts.ofPod(pod, "requests");
    for (String resource : asked.keySet()) {
      BigDecimal room = ROOM.get(resource);
      if (room != null && taken(store, resource).add(asked.get(resource)).compareTo(room) > 0) {
        return NONE
            + "Insufficient "
            + resource
            + ". preemption: "
            + NONE
            + "No preemption victims found for incoming pod.";
      }
    }
    return "";
  }

  private static BigDecimal taken(Store store, String resource) {
    return store
        .list(Kind.POD, "", p -> Json.has(p, "spec", "nodeName") && ReplicaSetController.active(p))
        .stream()
        .map(p -> Amounts.ofPod(p, "requests").getOrDefault(resource, BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
