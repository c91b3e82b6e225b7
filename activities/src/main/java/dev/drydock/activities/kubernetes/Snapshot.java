package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The old version as it ran, kept before it is taken down.
 *
 * @param deployment as the cluster showed it; in the ledger without what may be secret
 * @param images digest of each container's image by the container's name, where it can be pulled
 *     and all pods agree
 * @param pods uids of its pods
 * @param whole where the same is with all its values; null where nothing was taken out
 */
record Snapshot(JsonNode deployment, Map<String, String> images, List<String> pods, Whole whole) {

  /**
   * @param secret name of the Secret beside the Deployment
   * @param key in it
   * @param digest of what stands there
   */
  record Whole(String secret, String key, String digest) {}

  static final String NAME = "manifest";

  /**
   * @param pods all of them; what runs is told by those that are neither ending nor ended
   * @param approved digests that were approved, by the container's name
   */
  static Snapshot of(Manifest deployment, List<Pod> pods, Map<String, String> approved) {
    Map<String, Set<String>> seen = new TreeMap<>();
    for (Pod pod : OwnPods.living(pods)) {
      ImageId.statuses(pod).forEach(status -> note(seen, status));
    }
    Map<String, String> images = new TreeMap<>();
    seen.forEach(
        (name, digests) ->
            (digests.size() == 1 ? digests.stream() : Stream.ofNullable(approved.get(name)))
                .filter(digests::contains)
                .forEach(digest -> images.put(name, digest)));
    return new Snapshot(
        deployment.json(), images, pods.stream().map(p -> p.getMetadata().getUid()).toList(), null);
  }

  /** The same for everybody to read, unless there is nothing in it to take out. */
  Snapshot shown() {
    return new Snapshot(Shown.of(deployment), images, pods, null);
  }

  Snapshot with(Whole place) {
    return new Snapshot(deployment, images, pods, place);
  }

  private static void note(Map<String, Set<String>> seen, ContainerStatus status) {
    ImageId.parse(status.getImageID())
        .filter(ImageId::isPullable)
        .ifPresent(
            id -> seen.computeIfAbsent(status.getName(), name -> new TreeSet<>()).add(id.digest()));
  }

  Manifest manifest() {
    return Manifest.of(deployment);
  }

  /** What to apply so that the same runs again, whatever became of its tags. */
  Manifest pinned() {
    return manifest()
        .bare()
        .withImages(
            (name, reference) ->
                images.containsKey(name)
                    ? new Image(reference, images.get(name)).pinned()
                    : reference);
  }

  byte[] bytes() {
    return Json.pretty(this).getBytes(StandardCharsets.UTF_8);
  }

  static Snapshot read(byte[] bytes) {
    return Json.convert(Json.read(new String(bytes, StandardCharsets.UTF_8)), Snapshot.class);
  }

  /**
   * Whether these pods run what ran before: each container of the Deployment the same digest, or,
   * where that was never known, the same reference.
   *
   * @return empty while one of them does not say yet
   */
  Optional<Boolean> runsIn(List<Pod> now) {
    Map<String, String> references = manifest().images();
    boolean isTold = !now.isEmpty();
    for (Pod pod : now) {
      for (Map.Entry<String, String> container : references.entrySet()) {
        String name = container.getKey();
        Optional<ImageId> runs = ImageId.of(pod, name);
        if (!images.containsKey(name)) {
          if (!container.getValue().equals(reference(pod, name))) {
            return Optional.of(false);
          }
        } else if (runs.isEmpty()) {
          isTold = false;
        } else if (!runs.get().digest().equals(images.get(name))) {
          return Optional.of(false);
        }
      }
    }
    return isTold ? Optional.of(true) : Optional.empty();
  }

  private static String reference(Pod pod, String container) {
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .filter(c -> c.getName().equals(container))
        .map(Container::getImage)
        .findFirst()
        .orElse("");
  }
}
