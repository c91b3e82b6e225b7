package dev.drydock.sandbox.steps;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Keeper, the demo's app, as deployed. */
final class KeeperApps {
  private KeeperApps() {}

  static Deployment deployment(String databaseUrl) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: keeper, namespace: default}
        spec:
          replicas: 2
          selector: {matchLabels: {app: keeper}}
          template:
            metadata: {labels: {app: keeper}}
            spec:
              containers:
                - name: keeper
                  image: registry.sandbox/keeper:1.8.0
                  env: [{name: DATABASE_URL, value: "%s"}]
                  ports: [{containerPort: 8080}]
                  readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1}
        """
            .formatted(databaseUrl),
        Deployment.class);
  }

  static boolean isUp(KubernetesClient client) {
    var status =
        client.apps().deployments().inNamespace("default").withName("keeper").get().getStatus();
    return status != null && Integer.valueOf(2).equals(status.getAvailableReplicas());
  }
}
