package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/** How many pods more and fewer than wanted a rolling update may have. */
record Surge(int more, int fewer) {
  static Surge of(JsonNode deployment) {
    int wanted = Json.at(deployment, "spec", "replicas").asInt();
    JsonNode rolling = Json.at(deployment, "spec", "strategy", "rollingUpdate");
    int more = (int) Math.ceil(share(rolling.path("maxSurge"), wanted));
    int fewer = (int) Math.floor(share(rolling.path("maxUnavailable"), wanted));
    return new Surge(more, more == 0 && fewer == 0 ? 1 : Math.min(fewer, wanted));
  }

  private static double share(JsonNode value, int wanted) {
    String text = value.asText("0");
    if (text.endsWith("%")) {
      return Double.parseDouble(text.substring(0, text.length() - 1)) * wanted / 100;
    }
    return Double.parseDouble(text);
  }
}
