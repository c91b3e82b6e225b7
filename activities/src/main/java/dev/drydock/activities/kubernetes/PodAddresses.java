package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Where pods' sessions come from. */
public final class PodAddresses {
  private PodAddresses() {}

  /** Those that tell a pod from others; where every process has the same one, it tells nothing. */
  public static Set<String> of(Collection<Pod> pods) {
    return pods.stream()
        .map(pod -> pod.getStatus().getPodIP())
        .filter(address -> address != null && !address.startsWith("127."))
        .collect(Collectors.toSet());
  }
}
