package dev.drydock.activities.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One rule of a Role.
 *
 * @param namespace it holds in
 * @param resource plural, with sub-resource: {@code pods/exec}
 * @param name the only object it is for; null where nobody can know the name before
 * @param verbs each with what it is for, in order
 * @param required false where only a note to the approver is lost without it
 */
public record Rule(
    String namespace,
    String group,
    String resource,
    String name,
    Map<String, String> verbs,
    boolean required) {

  Rule only(Predicate<String> verb) {
    Map<String, String> left = new LinkedHashMap<>(verbs);
    left.keySet().removeIf(verb.negate());
    return new Rule(namespace, group, resource, name, left, required);
  }

  /** As a line of a Role. */
  String line() {
    return "- {apiGroups: [\""
        + group
        + "\"], resources: ["
        + resource
        + "], "
        + (name == null ? "" : "resourceNames: [" + YamlWord.of(name) + "], ")
        + "verbs: ["
        + String.join(", ", verbs.keySet())
        + "]}";
  }

  /** {@code get, patch deployments keeper}. */
  String said() {
    return String.join(", ", verbs.keySet()) + " " + resource + (name == null ? "" : " " + name);
  }
}
