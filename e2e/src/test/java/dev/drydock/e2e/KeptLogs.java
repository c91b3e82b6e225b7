package dev.drydock.e2e;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each container of a namespace has written, from its start, also once its pod is gone: the
 * cluster forgets a pod's log with the pod.
 */
final class KeptLogs implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;
  private final Path directory;
  private final Set<String> followed = ConcurrentHashMap.newKeySet();
  private final SharedIndexInformer<Pod> pods;

  /**
   * @param directory gets a file for each container that was started
   */
  KeptLogs(KubernetesClient client, String namespace, Path directory) throws IOException {
    this.client = client;
    this.namespace = namespace;
    this.directory = Files.createDirectories(directory);
    this.pods =
        client
            .pods()
            .inNamespace(namespace)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    follow(pod);
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    follow(pod);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean finalStateUnknown) {}
                });
  }

  Path directory() {
    return directory;
  }

  private void follow(Pod pod) {
    pod.getStatus().getContainerStatuses().stream()
        .filter(container -> container.getContainerID() != null)
        .filter(container -> container.getState().getWaiting() == null)
        .filter(container -> followed.add(container.getContainerID()))
        .forEach(container -> follow(pod.getMetadata().getName(), container));
  }

  private void follow(String pod, ContainerStatus container) {
    String id = container.getContainerID();
    Path file =
        directory.resolve(
            pod + "-" + container.getName() + "-" + id.substring(id.length() - 8) + ".log");
    Thread thread =
        new Thread(
            () -> {
              do {
                copy(pod, container.getName(), file);
              } while (runs(pod, id));
            },
            "log of " + pod);
    thread.setDaemon(true);
    thread.start();
  }

  private void copy(String pod, String container, Path file) {
    Path fresh = file.resolveSibling(file.getFileName() + ".part");
    try (var log =
            client.pods().inNamespace(namespace).withName(pod).inContainer(container).watchLog();
        InputStream output = log.getOutput()) {
      Files.copy(output, fresh, StandardCopyOption.REPLACE_EXISTING);
    } catch (KubernetesClientException | IOException e) {
      // the pod is gone: what was written until then is kept; or the API server is away
    }
    try {
      // a log begins anew with each copy, and what comes of a pod that is gone is short
      if (Files.exists(fresh) && (!Files.exists(file) || Files.size(fresh) >= Files.size(file))) {
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is more to come: the API server has only been away. */
  private boolean runs(String pod, String id) {
    try {
      Thread.sleep(1_000);
      Pod now = client.pods().inNamespace(namespace).withName(pod).get();
      return now != null
          && now.getStatus().getContainerStatuses().stream()
              .anyMatch(c -> id.equals(c.getContainerID()) && c.getState().getRunning() != null);
    } catch (KubernetesClientException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    pods.close();
  }
}
