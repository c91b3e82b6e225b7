package dev.drydock.activities.database.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Directories of one level, in which a backup is made or fetched. */
public final class Directories {
  private static final Pattern PARTIAL = Pattern.compile("\\.(.+)\\.partial-[0-9a-f-]+");

  private Directories() {}

  /**
   * A new one beside others, which only we may read: {@code .keeper-41.partial-UUID}. A name of its
   * own for each attempt; what earlier ones left is removed.
   */
  static Path fresh(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    removePartial(parent, name);
    Path fresh = parent.toAbsolutePath().resolve(prefix(name) + UUID.randomUUID());
    return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.createDirectory(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        : Files.createDirectory(fresh);
  }

  static void removePartial(Path parent, String name) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (Stream<Path> all = Files.list(parent)) {
      for (Path left :
          all.filter(p -> p.getFileName().toString().startsWith(prefix(name))).toList()) {
        remove(left);
      }
    }
  }

  /** Names for which there is one that is not finished. */
  static List<String> partial(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.map(one -> PARTIAL.matcher(one.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static String prefix(String name) {
    return "." + name + ".partial-";
  }

  /** Its files in order of their names, the manifest not being one. */
  public static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> !file.endsWith(BackupStore.MANIFEST)).sorted().toList();
    }
  }

  public static long sizeBytes(Path directory) throws IOException {
    long size = 0;
    for (Path file : files(directory)) {
      size += Files.size(file);
    }
    return size;
  }

  /** With all that is in it, the manifest first; nothing where there is none. */
  public static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.deleteIfExists(directory.resolve(BackupStore.MANIFEST));
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
