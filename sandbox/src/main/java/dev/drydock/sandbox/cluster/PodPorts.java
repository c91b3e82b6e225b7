package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * All pods share this machine's ports, so each pod has one of its own for the first containerPort
 * it names; every other port is what it says.
 */
final class PodPorts {
  private PodPorts() {}

  static int real(JsonNode pod, JsonNode container, JsonNode asked, int podPort) {
    int number = asked.isNumber() ? asked.asInt() : named(List.of(container), asked.asText());
    return number == first(pod) || number < 0 ? podPort : number;
  }

  /** The port behind a Service's targetPort. */
  static int real(JsonNode pod, JsonNode asked) {
    int podPort = Integer.parseInt(Meta.annotation(pod, PodWorker.PORT_ANNOTATION));
    boolean numeric = asked.isNumber() || asked.asText().matches("\\d+");
    int number =
        numeric ? asked.asInt() : named(Json.items(pod, "spec", "containers"), asked.asText());
    return number == first(pod) || number < 0 ? podPort : number;
  }

  private static int named(List<JsonNode> containers, String name) {
    return containers.stream()
        .flatMap(c -> Json.items(c, "ports").stream())
        .filter(p -> Json.text(p, "name").equals(name))
        .mapToInt(p -> p.path("containerPort").asInt())
        .findFirst()
        .orElse(-1);
  }

  private static int first(JsonNode pod) {
    return Json.items(pod, "spec", "containers").stream()
        .flatMap(c -> Json.items(c, "ports").stream())
        .mapToInt(p -> p.path("containerPort").asInt())
        .findFirst()
        .orElse(-1);
  }
}
