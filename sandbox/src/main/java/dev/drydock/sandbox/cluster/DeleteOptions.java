package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * How to delete.
 *
 * @param graceSeconds null: as the object says
 * @param propagation Background, Foreground or Orphan
 */
record DeleteOptions(
    Integer graceSeconds, String propagation, String uid, String resourceVersion, boolean dryRun) {
  static final DeleteOptions BACKGROUND = new DeleteOptions(null, "Background", "", "", false);
  static final DeleteOptions FOREGROUND = new DeleteOptions(null, "Foreground", "", "", false);
  static final DeleteOptions NOW = new DeleteOptions(0, "Background", "", "", false);

  static DeleteOptions of(JsonNode body, Map<String, String> query) {
    JsonNode grace = Json.at(body, "gracePeriodSeconds");
    Integer seconds = grace.isNumber() ? Integer.valueOf(grace.asInt()) : null;
    if (seconds == null && query.containsKey("gracePeriodSeconds")) {
      seconds = Integer.valueOf(query.get("gracePeriodSeconds"));
    }
    String policy = Json.text(body, "propagationPolicy");
    if (policy.isEmpty()) {
      policy = query.getOrDefault("propagationPolicy", "Background");
    }
    if (body.path("orphanDependents").asBoolean()) {
      policy = "Orphan";
    }
    boolean dry = query.containsKey("dryRun") || !Json.items(body, "dryRun").isEmpty();
    return new DeleteOptions(
        seconds,
        policy,
        Json.text(body, "preconditions", "uid"),
        Json.text(body, "preconditions", "resourceVersion"),
        dry);
  }
}
