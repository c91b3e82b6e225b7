package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Amounts of resources by name, sorted; written as Kubernetes writes them. */
final class Amounts {
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  private Amounts() {}

  static BigDecimal parse(String quantity) {
    return Quantity.getAmountInBytes(new Quantity(quantity));
  }

  /** {@code {"cpu": "100m"}}. */
  static Map<String, BigDecimal> of(JsonNode list) {
    Map<String, BigDecimal> amounts = new TreeMap<>();
    Meta.strings(list).forEach((name, text) -> amounts.put(name, parse(text)));
    return amounts;
  }

  /**
   * The sum over a pod's containers.
   *
   * @param which {@code requests} or {@code limits}
   */
  static Map<String, BigDecimal> ofPod(JsonNode pod, String which) {
    Map<String, BigDecimal> sum = new TreeMap<>();
    for (JsonNode container : Json.items(pod, "spec", "containers")) {
      of(Json.at(container, "resources", which))
          .forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
    }
    return sum;
  }

  /** {@code 1536Mi}, {@code 250m}, {@code 2}. */
  static String text(String resource, BigDecimal amount) {
    if (resource.endsWith("memory") || resource.endsWith("storage")) {
      return binary(amount);
    }
    return amount.stripTrailingZeros().scale() <= 0
        ? amount.toBigInteger().toString()
        : amount.multiply(BigDecimal.valueOf(1000)).toBigInteger() + "m";
  }

  private static String binary(BigDecimal amount) {
    BigDecimal left = amount;
    String unit = "";
    for (String next : List.of("Ki", "Mi", "Gi", "Ti")) {
      if (left.signum() == 0 || left.remainder(KIBI).signum() != 0) {
        break;
      }
      left = left.divide(KIBI);
      unit = next;
    }
    return left.toBigInteger() + unit;
  }

  /** {@code limits.cpu=1,limits.memory=2Gi}. */
  static String text(Map<String, BigDecimal> amounts) {
    return new TreeMap<>(amounts)
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + text(e.getKey(), e.getValue()))
            .collect(Collectors.joining(","));
  }
}
