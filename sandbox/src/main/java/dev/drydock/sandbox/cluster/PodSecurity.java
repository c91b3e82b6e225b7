package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pod Security admission by the namespace's label {@code pod-security.kubernetes.io/enforce}: the
 * commonest checks of {@code baseline} and {@code restricted}, in the words of the real one.
 */
final class PodSecurity {
  private static final String LABEL = "pod-security.kubernetes.io/enforce";
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret",
          "image");

  private final JsonNode spec;
  private final List<String> violations = new ArrayList<>();

  private PodSecurity(JsonNode spec) {
    this.spec = spec;
  }

  static void check(ObjectNode namespace, ObjectNode pod) {
    String level = Meta.labels(namespace).getOrDefault(LABEL, "privileged");
    String version = Meta.labels(namespace).getOrDefault(LABEL + "-version", "latest");
    PodSecurity security = new PodSecurity(Json.at(pod, "spec"));
    if (!level.equals("privileged")) {
      security.baseline();
    }
    if (level.equals("restricted")) {
      security.restricted();
    }
    if (!security.violations.isEmpty()) {
      throw Errors.forbidden(
          Kind.POD,
          Meta.name(pod),
          "violates PodSecurity \""
              + level
              + ":"
              + version
              + "\": "
              + String.join(", ", security.violations));
    }
  }

  private void baseline() {
    String host =
        Stream.of("hostNetwork", "hostPID", "hostIPC")
            .filter(field -> spec.path(field).asBoolean())
            .map(field -> field + "=true")
            .collect(Collectors.joining(", "));
    if (!host.isEmpty()) {
      violations.add("host namespaces (" + host + ")");
    }
    containers(
        c -> Json.at(c, "securityContext", "privileged").asBoolean(),
        "privileged",
        "must not set securityContext.privileged=true",
        false);
    volumes("hostPath volumes", "volume", v -> v.has("hostPath"));
  }

  private void restricted() {
    containers(
        c -> Json.at(c, "securityContext", "allowPrivilegeEscalation").asBoolean(true),
        "allowPrivilegeEscalation != false",
        "must set securityContext.allowPrivilegeEscalation=false",
        false);
    containers(
        c ->
            Json.items(c, "securityContext", "capabilities", "drop").stream()
                .noneMatch(drop -> drop.asText().equals("ALL")),
        "unrestricted capabilities",
        "must set securityContext.capabilities.drop=[\"ALL\"]",
        false);
    volumes(
        "restricted volume types",
        "volume",
        v -> v.properties().stream().anyMatch(e -> !isAllowed(e.getKey())));
    boolean podNonRoot = Json.at(spec, "securityContext", "runAsNonRoot").asBoolean();
    containers(
        c -> !Json.at(c, "securityContext", "runAsNonRoot").asBoolean(podNonRoot),
        "runAsNonRoot != true",
        "must set securityContext.runAsNonRoot=true",
        true);
    String podProfile = Json.text(spec, "securityContext", "seccompProfile", "type");
    containers(
        c ->
            !Set.of("RuntimeDefault", "Localhost")
                .contains(
                    Json.at(c, "securityContext", "seccompProfile", "type").asText(podProfile)),
        "seccompProfile",
        "must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"",
        true);
  }

  private static boolean isAllowed(String field) {
    return field.equals("name") || VOLUMES.contains(field);
  }

  /**
   * @param orPod where the pod may say it for all its containers
   */
  private void containers(Predicate<JsonNode> wrong, String what, String rule, boolean orPod) {
    List<String> names =
        Stream.concat(
                Json.items(spec, "initContainers").stream(),
                Json.items(spec, "containers").stream())
            .filter(wrong)
            .map(c -> '"' + Json.text(c, "name") + '"')
            .toList();
    if (!names.isEmpty()) {
      String who = (orPod ? "pod or " : "") + (names.size() == 1 ? "container " : "containers ");
      violations.add(what + " (" + who + String.join(", ", names) + " " + rule + ")");
    }
  }

  private void volumes(String what, String noun, Predicate<JsonNode> wrong) {
    List<String> names =
        Json.items(spec, "volumes").stream()
            .filter(wrong)
            .map(v -> '"' + Json.text(v, "name") + '"')
            .toList();
    if (!names.isEmpty()) {
      String who = noun + (names.size() == 1 ? " " : "s ");
      violations.add(what + " (" + who + String.join(", ", names) + ")");
    }
  }
}
