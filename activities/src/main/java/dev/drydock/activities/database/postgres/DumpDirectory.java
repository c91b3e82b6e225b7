package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Pulse;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.book.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A finished dump: a directory of {@code pg_dump -Fd} with a manifest in it, written last, before
 * the directory gets its name. A directory without manifest is not a dump. The database's settings
 * may hold secrets as its tables may: they are a file of the dump, and the manifest holds none.
 */
final class DumpDirectory {
  private static final String MANIFEST = "drydock.json";
  private static final String SETTINGS = "database-settings.json";
  private static final int BUFFER_BYTES = 1 << 20;

  private DumpDirectory() {}

  /**
   * @param checksum {@code sha256:...} over each file's name and content, in order of names
   * @param fingerprint of the database at a seal; null for a dump taken while it is written to
   * @param settings only in dumps of before they had a file of their own; else null
   */
  record Manifest(
      String run,
      DatabaseId database,
      String tool,
      String checksum,
      long sizeBytes,
      Fingerprint fingerprint,
      Settings settings) {

    Backup backup(Path at) {
      return new Backup("pg_dump", at.toString(), sizeBytes, checksum);
    }
  }

  static Optional<Manifest> manifest(Path directory) {
    Path file = directory.resolve(MANIFEST);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.convert(Json.read(Files.readString(file)), Manifest.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before the checksum is computed, which is over this file too. */
  static void writeSettings(Path directory, Settings settings) throws IOException {
    Files.writeString(directory.resolve(SETTINGS), Json.pretty(settings));
  }

  /** Of the database that was dumped; empty where there is no dump. */
  static Optional<Settings> settings(Path directory) {
    return manifest(directory)
        .map(
            manifest ->
                manifest.settings() == null ? readSettings(directory) : manifest.settings());
  }

  private static Settings readSettings(Path directory) {
    try {
      String json = Files.readString(directory.resolve(SETTINGS));
      return Json.convert(Json.read(json), Settings.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path directory, Manifest manifest) throws IOException {
    Files.writeString(directory.resolve(MANIFEST), Json.pretty(manifest));
  }

  /** Reads all of it, which may take many minutes: heartbeats, and ends when canceled. */
  static String checksum(Path directory) throws IOException {
    MessageDigest digest = sha256();
    try (Pulse pulse = Pulse.start(() -> {})) {
      for (Path file : files(directory)) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        update(digest, file, pulse);
      }
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, Path file, Pulse pulse) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pulse.throwIfEnded();
        digest.update(buffer, 0, read);
      }
    }
  }

  static long sizeBytes(Path directory) throws IOException {
    long size = 0;
    for (Path file : files(directory)) {
      size += Files.size(file);
    }
    return size;
  }

  /** The dump's files, the manifest not being one. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> !file.endsWith(MANIFEST)).sorted().toList();
    }
  }

  static List<Path> all(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(directory -> Files.exists(directory.resolve(MANIFEST))).toList();
    }
  }

  /** The manifest goes first, so that what is half removed is no dump. */
  static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.deleteIfExists(directory.resolve(MANIFEST));
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
