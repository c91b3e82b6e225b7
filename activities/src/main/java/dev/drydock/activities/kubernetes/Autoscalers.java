package dev.drydock.activities.kubernetes;

import dev.drydock.workflows.config.DeploymentConfig;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** The HorizontalPodAutoscalers of a Deployment. */
record Autoscalers(List<HorizontalPodAutoscaler> all) {
  List<String> names() {
    return all.stream().map(hpa -> hpa.getMetadata().getName()).toList();
  }

  /**
   * The ScaledObjects behind them. KEDA keeps an autoscaler for each, and scales from 0 by itself,
   * which an autoscaler never does.
   */
  List<String> scaledObjects() {
    return all.stream()
        .flatMap(hpa -> hpa.getMetadata().getOwnerReferences().stream())
        .filter(owner -> owner.getKind().equals("ScaledObject"))
        .map(OwnerReference::getName)
        .toList();
  }

  /** None without the right to look, as nothing depends on it. */
  static Autoscalers of(KubernetesClient client, DeploymentConfig at) {
    try {
      return new Autoscalers(
          client
              .autoscaling()
              .v2()
              .horizontalPodAutoscalers()
              .inNamespace(at.namespace())
              .list()
              .getItems()
              .stream()
              .filter(hpa -> isOf(hpa.getSpec().getScaleTargetRef(), at))
              .toList());
    } catch (KubernetesClientException e) {
      if (ApiErrors.mayPass(e)) {
        throw e;
      }
      return new Autoscalers(List.of());
    }
  }

  private static boolean isOf(CrossVersionObjectReference target, DeploymentConfig at) {
    return target.getKind().equals("Deployment") && target.getName().equals(at.name());
  }
}
