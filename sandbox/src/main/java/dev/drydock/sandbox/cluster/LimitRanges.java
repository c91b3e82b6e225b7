package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** LimitRanges: what they write into containers that are silent, and the bounds they set. */
final class LimitRanges {
  private final Store store;

  LimitRanges(Store store) {
    this.store = store;
  }

  private List<JsonNode> limits(ObjectNode pod) {
    return store.list(Kind.LIMIT_RANGE, Meta.namespace(pod)).stream()
        .flatMap(range -> Json.items(range, "spec", "limits").stream())
        .toList();
  }

  // ---------------------------------------------------------------- defaults

  void fill(ObjectNode pod) {
    for (JsonNode limit : limits(pod)) {
      if (Json.text(limit, "type").equals("Container")) {
        ObjectNode limits = merged(Json.at(limit, "max"), Json.at(limit, "default"));
        ObjectNode requests =
            merged(merged(Json.at(limit, "min"), limits), Json.at(limit, "defaultRequest"));
        for (JsonNode container : Json.items(pod, "spec", "containers")) {
          fill((ObjectNode) container, "limits", limits);
          fill((ObjectNode) container, "requests", requests);
        }
      }
    }
  }

  private static ObjectNode merged(JsonNode weaker, JsonNode stronger) {
    ObjectNode all = Json.object();
    weaker.properties().forEach(e -> all.set(e.getKey(), e.getValue()));
    stronger.properties().forEach(e -> all.set(e.getKey(), e.getValue()));
    return all;
  }

  private static void fill(ObjectNode container, String which, ObjectNode defaults) {
    defaults
        .properties()
        .forEach(
            e ->
                Json.defaultTo(
                    Json.child(container, "resources", which), e.getKey(), e.getValue()));
  }

  // ---------------------------------------------------------------- bounds

  void check(ObjectNode pod) {
    List<String> wrong = new ArrayList<>();
    for (JsonNode limit : limits(pod)) {
      String type = Json.text(limit, "type");
      if (type.equals("Container")) {
        for (JsonNode container : Json.items(pod, "spec", "containers")) {
          Map<String, BigDecimal> requests =
              Amounts.of(Json.at(container, "resources", "requests"));
          Map<String, BigDecimal> limits = Amounts.of(Json.at(container, "resources", "limits"));
          new Bounds(type, limit, requests, limits, wrong).check();
        }
      } else if (type.equals("Pod")) {
        Map<String, BigDecimal> requests = Amounts.ofPod(pod, "requests");
        new Bounds(type, limit, requests, Amounts.ofPod(pod, "limits"), wrong).check();
      }
    }
    if (!wrong.isEmpty()) {
      String all = wrong.size() == 1 ? wrong.get(0) : "[" + String.join(", ", wrong) + "]";
      throw Errors.forbidden(Kind.POD, Meta.name(pod), all);
    }
  }

  private record Bounds(
      String type,
      JsonNode limit,
      Map<String, BigDecimal> requests,
      Map<String, BigDecimal> limits,
      List<String> wrong) {

    void check() {
      new TreeMap<>(Amounts.of(limit.path("min"))).forEach(this::atLeast);
      new TreeMap<>(Amounts.of(limit.path("max"))).forEach(this::atMost);
    }

    private void atLeast(String name, BigDecimal bound) {
      String head = "minimum " + name + " usage per " + type + " is " + Amounts.text(name, bound);
      BigDecimal request = requests.get(name);
      BigDecimal most = limits.get(name);
      if (request == null) {
        wrong.add(head + ". No request is specified");
      } else if (request.compareTo(bound) < 0) {
        wrong.add(head + ", but request is " + Amounts.text(name, request));
      } else if (most != null && most.compareTo(bound) < 0) {
        wrong.add(head + ", but limit is " + Amounts.text(name, most));
      }
    }

    private void atMost(String name, BigDecimal bound) {
      String head = "maximum " + name + " usage per " + type + " is " + Amounts.text(name, bound);
      BigDecimal request = requests.get(name);
      BigDecimal most = limits.get(name);
      if (most == null) {
        wrong.add(head + ". No limit is specified");
      } else if (most.compareTo(bound) > 0) {
        wrong.add(head + ", but limit is " + Amounts.text(name, most));
      } else if (request != null && request.compareTo(bound) > 0) {
        wrong.add(head + ", but request is " + Amounts.text(name, request));
      }
    }
  }
}
