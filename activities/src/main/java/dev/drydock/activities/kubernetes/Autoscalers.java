package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.config.DeploymentConfig;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** The HorizontalPodAutoscalers of a Deployment. */
final class Autoscalers {
  private Autoscalers() {}

  /** Their names; none without the right to look, as nothing depends on it. */
  static List<String> of(KubernetesClient client, DeploymentConfig at) {
    return all(client, at).stream().map(hpa -> hpa.getMetadata().getName()).toList();
  }

  /**
   * The ScaledObjects behind them. KEDA keeps an autoscaler for each, and scales from 0 by itself,
   * which an autoscaler never does.
   */
  static List<String> scaledObjects(KubernetesClient client, DeploymentConfig at) {
    return all(client, at).stream()
        .flatMap(hpa -> hpa.getMetadata().getOwnerReferences().stream())
        .filter(owner -> owner.getKind().equals("ScaledObject"))
        .map(OwnerReference::getName)
        .toList();
  }

  private static List<HorizontalPodAutoscaler> all(KubernetesClient client, DeploymentConfig at) {
    try {
      return client
          .autoscaling()
          .v2()
          .horizontalPodAutoscalers()
          .inNamespace(at.namespace())
          .list()
          .getItems()
          .stream()
          .filter(hpa -> isOf(hpa.getSpec().getScaleTargetRef(), at))
          .toList();
    } catch (KubernetesClientException e) {
      if (ApiErrors.mayPass(e)) {
        throw e;
      }
      return List.of();
    }
  }

  private static boolean isOf(CrossVersionObjectReference target, DeploymentConfig at) {
    return target.getKind().equals("Deployment") && target.getName().equals(at.name());
  }
}
