package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * Whether the last process of a pod has ended: seen in its status up to a second before it goes.
 * One that has ended by itself (evicted, say) stays, also when its Deployment is scaled to 0.
 */
final class PodEnd {
  private PodEnd() {}

  /** False for a pod that nobody deleted and for one that has not begun. */
  static boolean isOver(Pod pod) {
    if (pod.getStatus() == null) {
      return false;
    }
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      return isOverForGood(pod);
    }
    List<ContainerStatus> main = pod.getStatus().getContainerStatuses();
    return !main.isEmpty()
        && main.stream().allMatch(s -> s.getState() != null && s.getState().getTerminated() != null)
        && ImageId.statuses(pod)
            .noneMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }

  /** No controller and no kubelet starts a pod of these phases again. */
  private static boolean isOverForGood(Pod pod) {
    String phase = String.valueOf(pod.getStatus().getPhase());
    return (phase.equals("Failed") || phase.equals("Succeeded"))
        && ImageId.statuses(pod)
            .noneMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }

  /** {@code keeper-1 on node a}, for a message. */
  static String place(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return pod.getMetadata().getName() + (node == null ? "" : " on node " + node);
  }
}
