package dev.drydock.sandbox.steps;

import dev.drydock.sandbox.cluster.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Two versions of an app made of shell scripts. Its database is a file: {@code $DB} holds the
 * revision. Files beside it make the schema tool fail, lie, warn, or take its time.
 */
final class ShellImages {
  static final String OLD = "sha256:" + "a".repeat(64);
  static final String NEW = "sha256:" + "b".repeat(64);
  static final String MOVED = "sha256:" + "c".repeat(64);

  private static final String SERVE =
      """
      #!/bin/sh
      trap 'sleep 0.3; exit 0' TERM
      [ -e "$DB.crash-$VERSION" ] && { echo "cannot start" >&2; exit 3; }
      while :; do sleep 0.05; done
      """;

  private static final String TOOL =
      """
      #!/bin/sh
      case "$1" in
        target) echo "loading..."; echo "$REVISION" ;;
        known) [ ! -e "$DB.younger" ] ;;
        pending) printf 'k4 add a note\\nk5 fill it\\n' ;;
        sql) echo "ALTER TABLE build ADD note text; -- from $2 to $3" ;;
        upgrade)
          echo "connecting to postgresql://keeper:s3cret@db/keeper"
          echo "begun" >> "$DB.calls"
          while [ -e "$DB.slow" ]; do sleep 0.05; done
          if [ -e "$DB.fail" ]; then echo "ERROR: column note contains nulls" >&2; exit 1; fi
          if [ ! -e "$DB.lie" ]; then echo "$2" > "$DB"; fi
          echo "upgraded to $2"
          while [ -e "$DB.slow-end" ]; do sleep 0.05; done
          [ ! -e "$DB.fail-late" ] || exit 9 ;;
      esac
      """;

  /** So sleeps what waits for its start, and nothing else of the maintenance pod. */
  private static final String SLEEP =
      """
      #!/bin/sh
      if [ -n "$DRYDOCK_RUN" ] && [ "$1" = 0.05 ] && [ -e "$DB.warn" ]; then
        echo "warning: old library" >&2
        rm "$DB.warn"
      fi
      PATH=/usr/bin:/bin
      exec sleep "$@"
      """;

  private final Path dir;

  ShellImages(Path dir) {
    this.dir = dir;
  }

  void pushTo(Images images) throws IOException {
    images.put("registry.sandbox/keeper:1.8.0", image(OLD, "1.8.0", "k3"));
    images.put("registry.sandbox/keeper:1.9.0", image(NEW, "1.9.0", "k5"));
  }

  /** Somebody pushes another image under the approved tag. */
  void moveTag(Images images) throws IOException {
    images.put("registry.sandbox/keeper:1.9.0", image(MOVED, "1.9.0-moved", "k5"));
  }

  /** Somebody pushes another image under the tag of what runs; the node has the old one no more. */
  void moveOldTag(Images images) {
    try {
      images.put("registry.sandbox/keeper:1.8.0", image(MOVED, "1.8.0-moved", "k3"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Images.Image image(String digest, String version, String revision) throws IOException {
    Path root = Files.createDirectories(dir.resolve("images").resolve(version));
    script(root, "serve", SERVE);
    script(root, "tool", TOOL);
    script(root, "sleep", SLEEP);
    return new Images.Image(
        digest, root, Map.of("VERSION", version, "REVISION", revision), List.of("serve"));
  }

  private static void script(Path root, String name, String text) throws IOException {
    Path file = Files.createDirectories(root.resolve("bin")).resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
