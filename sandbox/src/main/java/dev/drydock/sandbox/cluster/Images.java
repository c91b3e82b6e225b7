package dev.drydock.sandbox.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The registry: which directory an image name stands for. Safe for use by many threads. */
public final class Images {
  /**
   * An image that is a directory.
   *
   * @param digest {@code sha256:...}
   * @param root working directory of its containers; its {@code bin} comes first in their PATH
   * @param env environment of its containers
   * @param entrypoint what they run when the pod has no command
   */
  public record Image(String digest, Path root, Map<String, String> env, List<String> entrypoint) {
    public Image {
      env = Map.copyOf(env);
      entrypoint = List.copyOf(entrypoint);
    }
  }

  private final Map<String, Image> byReference = new ConcurrentHashMap<>();
  private volatile boolean unreachable;

  /**
   * Pushes an image under {@code name:tag}; a tag that exists moves. The image can always be had by
   * {@code name@digest} too.
   */
  public void put(String reference, Image image) {
    byReference.put(reference, image);
    byReference.put(name(reference) + "@" + image.digest(), image);
  }

  /** The image of {@code name:tag}, {@code name@digest} or {@code name:tag@digest}. */
  public Optional<Image> resolve(String reference) {
    int at = reference.indexOf('@');
    String key = at < 0 ? reference : name(reference) + reference.substring(at);
    return Optional.ofNullable(byReference.get(key));
  }

  /** From now on pulls fail as if the registry could not be reached, until set back. */
  public void setUnreachable(boolean unreachable) {
    this.unreachable = unreachable;
  }

  boolean unreachable() {
    return unreachable;
  }

  /** The reference without tag and digest. */
  static String name(String reference) {
    int at = reference.indexOf('@');
    String tagged = at < 0 ? reference : reference.substring(0, at);
    int colon = tagged.lastIndexOf(':');
    return colon > tagged.lastIndexOf('/') ? tagged.substring(0, colon) : tagged;
  }
}
