package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * Whether the last process of a pod has ended: seen in its status up to a second before it goes.
 */
final class PodEnd {
  private PodEnd() {}

  /** False for a pod that nobody deleted and for one that has not begun. */
  static boolean isOver(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() == null || pod.getStatus() == null) {
      return false;
    }
    List<ContainerStatus> main = pod.getStatus().getContainerStatuses();
    return !main.isEmpty()
        && main.stream().allMatch(s -> s.getState() != null && s.getState().getTerminated() != null)
        && ImageId.statuses(pod)
            .noneMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }
}
