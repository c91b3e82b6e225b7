package dev.drydock.activities.database.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Directories of one level, in which a backup is made or fetched. */
public final class Directories {
  private static final Pattern PARTIAL = Pattern.compile("\\.(.+)\\.partial-[0-9a-f-]+");
  private static final Pattern OF_ATTEMPT = Pattern.compile("\\d{13}-");

  private Directories() {}

  /**
   * A new one beside others, which only we may read: {@code .keeper-41.partial-MILLIS-UUID}. A name
   * of its own for each attempt. What those left that were begun earlier is removed, as they are
   * over; this one may be late itself, and whoever was begun later be at work.
   *
   * @param begun as {@link dev.drydock.activities.database.Attempt#begun}; empty where nobody knows
   *     who is over
   */
  static Path fresh(Path parent, String name, Optional<Instant> begun) throws IOException {
    Files.createDirectories(parent);
    String moment = begun.map(Directories::moment).orElse("");
    if (begun.isPresent()) {
      removeEarlier(parent, name, moment);
    }
    Path fresh = parent.toAbsolutePath().resolve(prefix(name) + moment + UUID.randomUUID());
    return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.createDirectory(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        : Files.createDirectory(fresh);
  }

  /** In order of time, and longer than a UUID's first digits. */
  private static String moment(Instant begun) {
    return "%013d-".formatted(begun.toEpochMilli());
  }

  private static void removeEarlier(Path parent, String name, String moment) throws IOException {
    for (Path one : left(parent, name)) {
      String since = one.getFileName().toString().substring(prefix(name).length());
      Matcher at = OF_ATTEMPT.matcher(since);
      if (at.lookingAt() && at.group().compareTo(moment) < 0) {
        remove(one);
      }
    }
  }

  /** All of that name, also of those who are at work. */
  static void removePartial(Path parent, String name) throws IOException {
    if (Files.isDirectory(parent)) {
      for (Path one : left(parent, name)) {
        remove(one);
      }
    }
  }

  private static List<Path> left(Path parent, String name) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(one -> one.getFileName().toString().startsWith(prefix(name))).toList();
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
