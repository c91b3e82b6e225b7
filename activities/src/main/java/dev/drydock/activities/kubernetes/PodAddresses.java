package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where pods' sessions come from. */
public final class PodAddresses {
  private PodAddresses() {}

  /** Those that tell a pod from others; where every process has the same one, it tells nothing. */
  public static Set<String> of(Collection<Pod> pods) {
    return pods.stream()
        .flatMap(PodAddresses::of)
        .filter(address -> address != null && !address.startsWith("127."))
        .collect(Collectors.toSet());
  }

  /** Of both families, where the cluster has two. */
  private static Stream<String> of(Pod pod) {
    return Stream.concat(
        Stream.ofNullable(pod.getStatus().getPodIP()),
        pod.getStatus().getPodIPs().stream().map(PodIP::getIp));
  }
}
