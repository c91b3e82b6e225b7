package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.config.DeploymentConfig;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;

/** Pods of the new version that were started while the upgrade ran. */
public final class EarlyPods {
  private EarlyPods() {}

  /**
   * Whether they only have to be let in: none has ended or ended before, and the cluster has not
   * given them up.
   *
   * @param before uids of the pods before the take-down, which may still be listed
   */
  static boolean areWell(Manifest deployment, List<Pod> pods, List<String> before) {
    return RollOut.trouble(deployment).isEmpty()
        && pods.stream()
            .filter(pod -> !before.contains(pod.getMetadata().getUid()))
            .allMatch(EarlyPods::isFirst);
  }

  private static boolean isFirst(Pod pod) {
    return pod.getStatus() == null
        || ImageId.statuses(pod).noneMatch(EarlyPods::isRestarted)
            && pod.getStatus().getContainerStatuses().stream().noneMatch(EarlyPods::hasEnded);
  }

  private static boolean isRestarted(ContainerStatus status) {
    return status.getRestartCount() != null && status.getRestartCount() > 0;
  }

  /** Of a container of the pod; an init container's end is its purpose. */
  private static boolean hasEnded(ContainerStatus status) {
    return status.getState() != null && status.getState().getTerminated() != null;
  }

  /** Where their sessions come from, as far as that tells them from others. */
  public static Set<String> addresses(KubernetesClient client, DeploymentConfig at) {
    Deployments deployments = new Deployments(client, at);
    return PodAddresses.of(deployments.find().map(deployments::pods).orElse(List.of()));
  }
}
