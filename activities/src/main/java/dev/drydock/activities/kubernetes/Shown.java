package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.workflows.config.Scrub;
import java.util.Set;

/**
 * A Deployment as everybody may read it. Whatever its owners write freely may be a secret and goes:
 * values of the environment and of probes' headers, commands and arguments, annotations (in one of
 * which {@code kubectl} repeats the whole Deployment), what a volume tells its driver.
 */
final class Shown {
  private static final String GONE = "***";
  private static final Set<String> FREE =
      Set.of("annotations", "command", "args", "volumeAttributes", "options");

  /** The cluster's own, and on every Deployment. */
  private static final String REVISION = "deployment.kubernetes.io/revision";

  private Shown() {}

  static JsonNode of(JsonNode deployment) {
    JsonNode shown = deployment.deepCopy();
    hide(shown);
    return Scrub.ofProcess().json(shown);
  }

  private static void hide(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("name").isTextual() && object.path("value").isTextual()) {
        object.put("value", GONE);
      }
      object.properties().forEach(field -> hide(field.getKey(), field.getValue()));
    } else {
      node.forEach(Shown::hide);
    }
  }

  private static void hide(String name, JsonNode value) {
    if (!FREE.contains(name)) {
      hide(value);
    } else if (value instanceof ObjectNode object) {
      object.properties().stream()
          .filter(field -> !field.getKey().equals(REVISION))
          .forEach(field -> object.put(field.getKey(), GONE));
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, GONE);
      }
    }
  }
}
