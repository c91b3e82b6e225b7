package dev.drydock.sandbox.apps;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An image of the sandbox's cluster: a directory whose processes are local ones.
 *
 * @param root working directory of its processes; {@code root/bin} comes first in their PATH
 * @param env the image's own environment, which a container's may override
 * @param entrypoint what runs when the container names no command, found through PATH
 * @param digest {@code sha256:…} over content, env and entrypoint, see {@link ImageDigest}
 */
public record BuiltImage(
    Path root, Map<String, String> env, List<String> entrypoint, String digest) {
  public BuiltImage {
    env = Map.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
  }

  /** An image of what {@code root} holds now; later changes of the directory are not noticed. */
  public static BuiltImage of(Path root, Map<String, String> env, List<String> entrypoint) {
    return new BuiltImage(root, env, entrypoint, ImageDigest.of(root, env, entrypoint));
  }
}
