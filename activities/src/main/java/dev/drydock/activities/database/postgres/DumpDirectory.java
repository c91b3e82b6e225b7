package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.Pulse;
import dev.drydock.activities.database.store.Directories;
import dev.drydock.workflows.book.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * The files of a dump on this machine: those of {@code pg_dump -Fd}, and the database's settings,
 * which may hold secrets as its tables may.
 */
final class DumpDirectory {
  private static final String SETTINGS = "database-settings.json";
  private static final String READ = "of the dump read for its checksums";
  private static final int BUFFER_BYTES = 1 << 20;

  private DumpDirectory() {}

  /** Before the checksums are computed, which are over this file too. */
  static void writeSettings(Path directory, Settings settings) throws IOException {
    Files.writeString(directory.resolve(SETTINGS), Json.pretty(settings));
  }

  /** Of the database that was dumped. The checksum is over their file, not over the manifest. */
  static Settings settings(Path directory, DumpManifest manifest) {
    return Files.exists(directory.resolve(SETTINGS))
        ? readSettings(directory)
        : manifest.settings();
  }

  private static Settings readSettings(Path directory) {
    try {
      String json = Files.readString(directory.resolve(SETTINGS));
      return Json.convert(Json.read(json), Settings.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all of it, which may take many minutes: heartbeats, and ends when canceled. */
  static SortedMap<String, DumpManifest.DumpFile> files(Path directory) throws IOException {
    return files(directory, Gauge.NONE);
  }

  /**
   * As {@link #files(Path)}.
   *
   * @param progress told how much is read
   */
  static SortedMap<String, DumpManifest.DumpFile> files(Path directory, Gauge progress)
      throws IOException {
    long all = Directories.sizeBytes(directory);
    AtomicLong done = new AtomicLong();
    LongConsumer read = bytes -> progress.at(READ, done.addAndGet(bytes), all);
    SortedMap<String, DumpManifest.DumpFile> files = new TreeMap<>();
    try (Pulse pulse = Pulse.start(() -> {})) {
      for (Path file : Directories.files(directory)) {
        MessageDigest digest = sha256();
        update(digest, file, pulse, read);
        files.put(
            file.getFileName().toString(),
            new DumpManifest.DumpFile(Files.size(file), text(digest)));
      }
    }
    return files;
  }

  static String checksum(SortedMap<String, DumpManifest.DumpFile> files) {
    MessageDigest digest = sha256();
    files.forEach(
        (name, file) -> {
          String line = name + " " + file.sizeBytes() + " " + file.checksum() + "\n";
          digest.update(line.getBytes(StandardCharsets.UTF_8));
        });
    return text(digest);
  }

  /**
   * @param progress told how much is read
   * @return what is not as the manifest says, in words; empty when all is
   */
  static String trouble(Path directory, DumpManifest manifest, Gauge progress) throws IOException {
    if (manifest.files() == null) {
      return oldChecksum(directory).equals(manifest.checksum())
          ? ""
          : "does not match its checksum";
    }
    SortedMap<String, DumpManifest.DumpFile> there = files(directory, progress);
    for (Map.Entry<String, DumpManifest.DumpFile> file : manifest.files().entrySet()) {
      String trouble = trouble(there.get(file.getKey()), file.getValue());
      if (!trouble.isEmpty()) {
        return "is damaged: " + file.getKey() + " " + trouble;
      }
    }
    return there.equals(manifest.files()) && checksum(there).equals(manifest.checksum())
        ? ""
        : "does not match its checksum";
  }

  private static String trouble(DumpManifest.DumpFile there, DumpManifest.DumpFile wanted) {
    if (there == null) {
      return "is missing";
    }
    if (there.sizeBytes() != wanted.sizeBytes()) {
      return "has " + there.sizeBytes() + " of " + wanted.sizeBytes() + " bytes";
    }
    return there.checksum().equals(wanted.checksum()) ? "" : "does not match its checksum";
  }

  /** Of dumps of before each file had its own. */
  private static String oldChecksum(Path directory) throws IOException {
    MessageDigest digest = sha256();
    try (Pulse pulse = Pulse.start(() -> {})) {
      for (Path file : Directories.files(directory)) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        update(digest, file, pulse, bytes -> {});
      }
    }
    return text(digest);
  }

  private static void update(MessageDigest digest, Path file, Pulse pulse, LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pulse.throwIfEnded();
        digest.update(buffer, 0, read);
        progress.accept(read);
      }
    }
  }

  private static String text(MessageDigest digest) {
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
