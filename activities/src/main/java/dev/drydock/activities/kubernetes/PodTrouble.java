package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.Set;

/**
 * Why a pod will not come up, seen early in its status.
 *
 * @param words for the card
 */
public record PodTrouble(String words, Passing passing) {
  /** Whether the cause may go by itself. */
  public enum Passing {
    NEVER,
    /** A registry that is away for a moment, a node that is busy. */
    SOON,
    /** A node about to join, a quota about to be free: controllers are at work. */
    LATER
  }

  private static final Set<String> PULL = Set.of("ErrImagePull", "ImagePullBackOff");
  private static final Set<String> FATAL =
      Set.of(
          "InvalidImageName",
          "ErrImageNeverPull",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError",
          "StartError",
          "CrashLoopBackOff");

  private static final Set<String> BUSY =
      Set.of("failed to sync", "timed out waiting for the condition", "context deadline exceeded");

  /** The first trouble of a pod, if any. A container that ended well is none. */
  public static Optional<PodTrouble> of(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return unschedulable(pod)
        .or(() -> evicted(pod))
        .or(
            () ->
                ImageId.statuses(pod)
                    .map(status -> of(pod, status))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private static Optional<PodTrouble> unschedulable(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .findFirst()
        .map(PodCondition::getMessage)
        .map(why -> new PodTrouble(name(pod) + " finds no node: " + why, Passing.LATER));
  }

  private static Optional<PodTrouble> evicted(Pod pod) {
    return "Failed".equals(pod.getStatus().getPhase())
        ? PodDeath.of(pod).map(words -> new PodTrouble(words, Passing.NEVER))
        : Optional.empty();
  }

  private static Optional<PodTrouble> of(Pod pod, ContainerStatus status) {
    ContainerStateWaiting waiting =
        status.getState() == null ? null : status.getState().getWaiting();
    if (waiting != null && PULL.contains(waiting.getReason())) {
      return Optional.of(
          new PodTrouble(
              "image " + status.getImage() + ": " + pulling(waiting.getMessage()), Passing.SOON));
    }
    return end(pod, status)
        .or(
            () ->
                Optional.ofNullable(waiting)
                    .filter(w -> w.getReason() != null && FATAL.contains(w.getReason()))
                    .map(
                        w ->
                            trouble(
                                pod,
                                "container " + status.getName() + ": " + w.getReason(),
                                w.getMessage(),
                                isOfABusyNode(w.getMessage()) ? Passing.SOON : Passing.NEVER)));
  }

  /** The kubelet had to give up waiting for something; it tries again. Seen on 1.34 under load. */
  private static boolean isOfABusyNode(String message) {
    return message != null && BUSY.stream().anyMatch(message::contains);
  }

  /** The registry's words, and what would be right. They decide nothing. */
  private static String pulling(String message) {
    String said = String.valueOf(message);
    if (said.contains("not found") || said.contains("manifest unknown")) {
      return said + "; is it pushed, and the version right?";
    }
    if (said.contains("401 Unauthorized")
        || said.contains("403 Forbidden")
        || said.contains("denied")
        || said.contains("authorization failed")) {
      return said + "; the imagePullSecrets of the app's pod template have to allow it";
    }
    if (said.contains("timeout")
        || said.contains("no such host")
        || said.contains("connection refused")) {
      return said + "; the node cannot reach the registry, try again when it is back";
    }
    return said;
  }

  private static Optional<PodTrouble> end(Pod pod, ContainerStatus status) {
    ContainerStateTerminated now =
        status.getState() == null ? null : status.getState().getTerminated();
    ContainerStateTerminated last =
        status.getLastState() == null ? null : status.getLastState().getTerminated();
    boolean isForGood = "Never".equals(pod.getSpec().getRestartPolicy());
    int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
    if (now != null && failed(now) && (isForGood || restarts > 0)) {
      String said = PodDeath.ofMemory(pod, status.getName(), now).orElse(now.getMessage());
      return Optional.of(container(pod, status, ending(now), said));
    }
    return last != null && failed(last) && restarts > 1
        ? Optional.of(container(pod, status, ending(last), last.getMessage()))
        : Optional.empty();
  }

  private static boolean failed(ContainerStateTerminated end) {
    return end.getExitCode() != null && end.getExitCode() != 0;
  }

  /** {@code exit code 137, OOMKilled}. */
  static String ending(ContainerStateTerminated end) {
    boolean isPlain = end.getReason() == null || end.getReason().equals("Error");
    return "exit code " + end.getExitCode() + (isPlain ? "" : ", " + end.getReason());
  }

  private static PodTrouble container(Pod pod, ContainerStatus status, String why, String message) {
    return trouble(pod, "container " + status.getName() + ": " + why, message, Passing.NEVER);
  }

  private static PodTrouble trouble(Pod pod, String why, String message, Passing passing) {
    String said = message == null || message.isBlank() ? "" : " (" + lastLine(message) + ")";
    return new PodTrouble(name(pod) + ", " + why + said, passing);
  }

  private static String lastLine(String message) {
    String[] lines = message.strip().split("\n");
    return lines[lines.length - 1].strip();
  }

  private static String name(Pod pod) {
    return "pod " + pod.getMetadata().getName();
  }
}
