package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** Which container a request means. */
final class Containers {
  private Containers() {}

  /** The named one, or the only one; refuses as the API server does otherwise. */
  static String choose(JsonNode pod, String name) {
    List<String> main = names(Json.items(pod, "spec", "containers"));
    List<String> init = names(Json.items(pod, "spec", "initContainers"));
    if (name != null && !name.isEmpty()) {
      if (Stream.concat(main.stream(), init.stream()).noneMatch(name::equals)) {
        throw Errors.badRequest("container " + name + " is not valid for pod " + Meta.name(pod));
      }
      return name;
    }
    if (main.size() > 1) {
      String choice = String.join(" ", main);
      String which = Meta.annotation(pod, "kubectl.kubernetes.io/default-container");
      if (!which.isEmpty()) {
        return which;
      }
      throw Errors.badRequest(
          "a container name must be specified for pod "
              + Meta.name(pod)
              + ", choose one of: ["
              + choice
              + "]");
    }
    return main.get(0);
  }

  private static List<String> names(List<JsonNode> containers) {
    return containers.stream().map(c -> Json.text(c, "name")).toList();
  }
}
