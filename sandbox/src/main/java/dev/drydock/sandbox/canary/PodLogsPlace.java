package dev.drydock.sandbox.canary;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;

/** What {@code kubectl logs} shows of each container in a namespace, its predecessor's included. */
public record PodLogsPlace(KubernetesClient client, String namespace) implements Place {
  @Override
  public String name() {
    return "logs of the pods in namespace " + namespace;
  }

  @Override
  public void show(Shown shown) {
    for (Pod pod : client.pods().inNamespace(namespace).list().getItems()) {
      for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
        String where = pod.getMetadata().getName() + "/" + container.getName();
        var log =
            client
                .pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .inContainer(container.getName());
        shown.piece(where, log.getLog().getBytes(StandardCharsets.UTF_8));
        if (container.getRestartCount() > 0) {
          shown.piece(
              where + ", before", log.terminated().getLog().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }
}
