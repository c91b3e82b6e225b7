package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;

/** A pod by its place. */
public record PodAt(String namespace, String name) {
  public static PodAt of(Pod pod) {
    return new PodAt(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
