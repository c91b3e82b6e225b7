package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The old version as it ran, kept before it is deleted.
 *
 * @param deployment as the cluster showed it; in the ledger without what may be secret
 * @param images digest of each container's image by the container's name, where it can be pulled
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

  static Snapshot of(Manifest deployment, List<Pod> pods) {
    Map<String, String> images = new TreeMap<>();
    for (Pod pod : pods) {
      ImageId.statuses(pod).forEach(status -> note(images, status));
    }
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

  private static void note(Map<String, String> images, ContainerStatus status) {
    ImageId.parse(status.getImageID())
        .filter(ImageId::isPullable)
        .ifPresent(id -> images.putIfAbsent(status.getName(), id.digest()));
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
}
