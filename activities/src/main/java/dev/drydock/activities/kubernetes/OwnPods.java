package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods are a Deployment's. Its selector alone does not tell: the pods of a CronJob or of a
 * second Deployment may carry its labels, too; whose a pod is says its controller. What such others
 * write is the fence's business.
 */
final class OwnPods {
  private static final String HASH = "pod-template-hash";

  private OwnPods() {}

  /**
   * @param selected pods that the Deployment's selector matches
   */
  static List<Pod> of(String deployment, List<Pod> selected) {
    return selected.stream().filter(pod -> !isOfOther(deployment, pod)).toList();
  }

  /** Those that are to stay: neither ending nor ended. */
  static List<Pod> living(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && !PodEnd.isOver(pod))
        .toList();
  }

  /** A pod without a controller, and one of a ReplicaSet that tells nothing, count as its own. */
  private static boolean isOfOther(String deployment, Pod pod) {
    Optional<OwnerReference> controller =
        pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .findFirst();
    if (controller.isEmpty()) {
      return false;
    }
    if (!controller.get().getKind().equals("ReplicaSet")) {
      return true;
    }
    Map<String, String> labels = pod.getMetadata().getLabels();
    String hash = labels == null ? null : labels.get(HASH);
    return hash != null && !controller.get().getName().equals(deployment + "-" + hash);
  }
}
