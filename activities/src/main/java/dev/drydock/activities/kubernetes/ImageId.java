package dev.drydock.activities.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An {@code imageID} of a container's status.
 *
 * @param digest {@code sha256:...}
 * @param isPullable true where it names a repository; an image loaded straight into a node has none
 *     and cannot be pinned
 */
public record ImageId(String digest, boolean isPullable) {
  /** From {@code repository@sha256:...}, with or without {@code docker-pullable://}. */
  public static Optional<ImageId> parse(String imageId) {
    int at = imageId == null ? -1 : imageId.indexOf("sha256:");
    return at < 0
        ? Optional.empty()
        : Optional.of(new ImageId(imageId.substring(at), at > 0 && imageId.charAt(at - 1) == '@'));
  }

  /** Of one container of a pod, once it runs. */
  public static Optional<ImageId> of(Pod pod, String container) {
    return statuses(pod)
        .filter(status -> status.getName().equals(container))
        .findFirst()
        .flatMap(status -> parse(status.getImageID()));
  }

  static Stream<ContainerStatus> statuses(Pod pod) {
    return pod.getStatus() == null
        ? Stream.empty()
        : Stream.of(
                pod.getStatus().getContainerStatuses(),
                pod.getStatus().getInitContainerStatuses(),
                pod.getStatus().getEphemeralContainerStatuses())
            .flatMap(list -> list == null ? Stream.empty() : list.stream());
  }
}
