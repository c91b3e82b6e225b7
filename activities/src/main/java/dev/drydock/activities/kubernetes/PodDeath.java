package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who or what ended a pod of ours, or one of its containers, against our will. */
public final class PodDeath {
  /** For clocks that differ and a kubelet that is slow. */
  private static final Duration LONGER_THAN_GRACE = Duration.ofSeconds(15);

  private PodDeath() {}

  /** Why the pod was, or is being, ended; empty where its containers end by themselves. */
  public static Optional<String> of(Pod pod) {
    String reason = pod.getStatus() == null ? null : pod.getStatus().getReason();
    if ("Evicted".equals(reason)) {
      return Optional.of(
          node(pod)
              + " evicted pod "
              + name(pod)
              + said(pod.getStatus().getMessage())
              + app(pod)
                  .map(a -> "; set maintenance.resources.requests of " + a + " to have room kept")
                  .orElse(""));
    }
    return disruption(pod)
        .or(() -> Optional.ofNullable(reason).map(r -> ended(pod, r)))
        .or(() -> deleted(pod));
  }

  private static Optional<String> disruption(Pod pod) {
    List<PodCondition> conditions =
        pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
    return conditions.stream()
        .filter(c -> c.getType().equals("DisruptionTarget") && c.getStatus().equals("True"))
        .findFirst()
        .map(c -> disrupted(pod, String.valueOf(c.getReason()), c.getMessage()));
  }

  private static String disrupted(Pod pod, String reason, String message) {
    return switch (reason) {
      case "EvictionByEvictionAPI" ->
          "pod "
              + name(pod)
              + " was evicted through the API (was "
              + node(pod)
              + " drained?)"
              + (message == null || message.startsWith("Eviction API") ? "" : said(message));
      case "DeletionByTaintManager" ->
          node(pod) + " is cut off or was tainted, so the cluster ends pod " + name(pod);
      case "DeletionByPodGC" -> node(pod) + " is gone, and pod " + name(pod) + " with it";
      case "PreemptionByScheduler" ->
          "pod " + name(pod) + " had to make room for one of higher priority" + said(message);
      default -> node(pod) + " ended pod " + name(pod) + ", " + reason + said(message);
    };
  }

  private static String ended(Pod pod, String reason) {
    return "pod " + name(pod) + " ended, " + reason + said(pod.getStatus().getMessage());
  }

  private static Optional<String> deleted(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        ? Optional.empty()
        : Optional.of("pod " + name(pod) + " was deleted");
  }

  /**
   * True when it should have ended by now and nobody has seen it end: its node does not answer. Its
   * processes may run on.
   */
  public static boolean isUnseen(Pod pod) {
    String until = pod.getMetadata().getDeletionTimestamp(); // grace period included
    return until != null
        && Instant.parse(until).plus(LONGER_THAN_GRACE).isBefore(Instant.now())
        && ImageId.statuses(pod)
            .anyMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }

  /**
   * Where a container of ours was killed for want of memory: at what limit, and which key raises
   * it.
   */
  public static Optional<String> ofMemory(Pod pod, String container, ContainerStateTerminated end) {
    return "OOMKilled".equals(end.getReason())
        ? app(pod).map(app -> outOfMemory(pod, container, app))
        : Optional.empty();
  }

  private static String outOfMemory(Pod pod, String container, String app) {
    return limit(pod, container)
        .map(
            limit ->
                "it needed more memory than its limit of "
                    + limit
                    + "; raise maintenance.resources.limits.memory of "
                    + app)
        .orElse(
            "it has no limit of its own, so "
                + node(pod)
                + " ran out of memory; set maintenance.resources.requests.memory of "
                + app);
  }

  private static Optional<String> limit(Pod pod, String container) {
    return pod.getSpec().getContainers().stream()
        .filter(c -> c.getName().equals(container))
        .findFirst()
        .map(Container::getResources)
        .map(resources -> resources.getLimits())
        .map(limits -> limits.get("memory"))
        .map(Quantity::toString);
  }

  private static String node(Pod pod) {
    String name = pod.getSpec().getNodeName();
    return name == null ? "its node" : "node " + name;
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  /** Empty for pods that are not ours: what they may use is not for Drydock to say. */
  private static Optional<String> app(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations)
        .map(all -> all.get(MaintenancePodTemplate.APP_ANNOTATION));
  }

  private static String said(String message) {
    return message == null || message.isBlank() ? "" : " (" + message.strip() + ")";
  }
}
