package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * ResourceQuotas as they hold pods: their number, and what they request and are limited to. What is
 * used is counted anew each time; scopes are not looked at.
 */
final class Quotas {
  private static final Set<String> PLAIN = Set.of("cpu", "memory", "ephemeral-storage");

  private final Store store;

  Quotas(Store store) {
    this.store = store;
  }

  void check(ObjectNode pod) {
    for (ObjectNode quota : store.list(Kind.RESOURCE_QUOTA, Meta.namespace(pod))) {
      Map<String, BigDecimal> hard = Amounts.of(Json.at(quota, "spec", "hard"));
      hard.keySet().removeIf(name -> !isOfPods(name));
      requireAllSaid(quota, hard.keySet(), pod);
      requireRoom(quota, hard, pod);
    }
  }

  private static boolean isOfPods(String name) {
    return name.equals("pods")
        || name.equals("count/pods")
        || PLAIN.contains(name)
        || name.startsWith("requests.")
        || name.startsWith("limits.");
  }

  private static void requireAllSaid(ObjectNode quota, Set<String> names, ObjectNode pod) {
    Map<String, String> missing = new TreeMap<>();
    for (String name : names) {
      place(name)
          .ifPresent(
              place -> {
                String silent = silent(pod, place);
                if (!silent.isEmpty()) {
                  missing.put(name, name + " for: " + silent);
                }
              });
    }
    if (!missing.isEmpty()) {
      String what = String.join("; ", missing.values());
      throw refusal(pod, "failed quota: " + Meta.name(quota) + ": must specify " + what);
    }
  }

  private static String silent(ObjectNode pod, String[] place) {
    return Json.items(pod, "spec", "containers").stream()
        .filter(c -> !Json.has(c, "resources", place[0], place[1]))
        .map(c -> Json.text(c, "name"))
        .sorted()
        .collect(Collectors.joining(","));
  }

  /** {@code limits.cpu}: {@code limits}, {@code cpu}; none for what only counts. */
  private static Optional<String[]> place(String name) {
    if (PLAIN.contains(name)) {
      return Optional.of(new String[] {"requests", name});
    }
    String[] parts = name.split("\\.", 2);
    return parts.length == 2 ? Optional.of(parts) : Optional.empty();
  }

  private void requireRoom(ObjectNode quota, Map<String, BigDecimal> hard, ObjectNode pod) {
    Map<String, BigDecimal> requested = usage(pod, hard.keySet());
    Map<String, BigDecimal> used = new TreeMap<>();
    hard.keySet().forEach(name -> used.put(name, BigDecimal.ZERO));
    for (ObjectNode other : store.list(Kind.POD, Meta.namespace(pod))) {
      if (!List.of("Succeeded", "Failed").contains(Json.text(other, "status", "phase"))) {
        usage(other, hard.keySet()).forEach((n, amount) -> used.merge(n, amount, BigDecimal::add));
      }
    }
    Set<String> exceeded =
        requested.keySet().stream()
            .filter(n -> requested.get(n).signum() > 0)
            .filter(n -> used.get(n).add(requested.get(n)).compareTo(hard.get(n)) > 0)
            .collect(Collectors.toSet());
    if (!exceeded.isEmpty()) {
      List.of(requested, used, hard).forEach(amounts -> amounts.keySet().retainAll(exceeded));
      throw refusal(
          pod,
          "exceeded quota: "
              + Meta.name(quota)
              + ", requested: "
              + Amounts.text(requested)
              + ", used: "
              + Amounts.text(used)
              + ", limited: "
              + Amounts.text(hard));
    }
  }

  private static Map<String, BigDecimal> usage(JsonNode pod, Set<String> names) {
    Map<String, BigDecimal> usage = new TreeMap<>();
    for (String name : names) {
      usage.put(
          name,
          place(name)
              .map(p -> Amounts.ofPod(pod, p[0]).getOrDefault(p[1], BigDecimal.ZERO))
              .orElse(BigDecimal.ONE));
    }
    return usage;
  }

  private static ApiException refusal(ObjectNode pod, String why) {
    return Errors.forbidden(Kind.POD, Meta.name(pod), why);
  }
}
