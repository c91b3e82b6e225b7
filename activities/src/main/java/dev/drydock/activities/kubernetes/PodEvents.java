package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Troubles that stand in a pod's events only: a volume whose Secret or ConfigMap is missing. */
final class PodEvents {
  private static final Set<String> MOUNT = Set.of("FailedMount", "FailedAttachVolume");

  /** What a pod does once its volumes are there. */
  private static final Set<String> GOES_ON = Set.of("Pulling", "Pulled", "Created", "Started");

  /** Younger pods are most often just being made. */
  private static final Duration YOUNG = Duration.ofSeconds(5);

  private final KubernetesClient client;

  PodEvents(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @throws Trouble when a mount has failed for longer than {@code patience}
   */
  void check(Pod pod, Patience patience) {
    boolean isYoung =
        Instant.parse(pod.getMetadata().getCreationTimestamp()).plus(YOUNG).isAfter(Instant.now());
    if (!isYoung && "Pending".equals(pod.getStatus().getPhase())) {
      String key = "mount/" + pod.getMetadata().getUid();
      Optional<String> words = mountTrouble(pod);
      if (words.isEmpty()) {
        patience.forget(key);
      } else {
        patience.bear(key, new PodTrouble(words.get(), PodTrouble.Passing.SOON));
      }
    }
  }

  /** Events stay when their cause has gone: the newest one tells. */
  private Optional<String> mountTrouble(Pod pod) {
    return of(PodAt.of(pod)).stream()
        .filter(event -> pod.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
        .filter(e -> MOUNT.contains(e.getReason()) || GOES_ON.contains(e.getReason()))
        .reduce((one, other) -> at(other).compareTo(at(one)) >= 0 ? other : one)
        .filter(event -> MOUNT.contains(event.getReason()))
        .map(event -> "pod " + pod.getMetadata().getName() + ": " + event.getMessage());
  }

  private static String at(Event event) {
    return Stream.of(
            event.getLastTimestamp(),
            event.getEventTime() == null ? null : event.getEventTime().getTime(),
            event.getMetadata().getCreationTimestamp())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  /** The newest warning in brackets, or nothing. */
  String why(PodAt at) {
    return of(at).stream()
        .filter(event -> "Warning".equals(event.getType()))
        .reduce((first, second) -> second)
        .map(event -> " (" + event.getReason() + ": " + event.getMessage() + ")")
        .orElse("");
  }

  private List<Event> of(PodAt at) {
    try {
      return client
          .v1()
          .events()
          .inNamespace(at.namespace())
          .withField("involvedObject.name", at.name())
          .list()
          .getItems();
    } catch (KubernetesClientException e) {
      return List.of();
    }
  }
}
