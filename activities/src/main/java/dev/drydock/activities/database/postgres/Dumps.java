package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Takes dumps with {@code pg_dump -Fd} and restores them; a finished one is found again. */
final class Dumps {
  private final Connections connections;
  private final ClientTools tools;

  Dumps(Connections connections, ClientTools tools) {
    this.connections = connections;
    this.tools = tools;
  }

  static Path directory(AppConfig app, String name) {
    return Path.of(app.backup().directory()).resolve(name);
  }

  /**
   * Dumps the app's database into the directory {@code name}, or finds it there.
   *
   * @param fingerprint kept in its manifest; null for a dump of a database that is written to
   * @param written told about every second how many bytes there are
   */
  DumpDirectory.Manifest take(
      AppConfig app, String run, String name, Fingerprint fingerprint, LongConsumer written) {
    Path target = directory(app, name);
    try {
      var finished = DumpDirectory.manifest(target);
      if (finished.isPresent()) {
        return finished.get();
      }
      Path beside = beside(target);
      try {
        dump(app, beside, written);
        DumpDirectory.writeSettings(
            beside, connections.beside(app, c -> Settings.of(c, app.database().name())));
        DumpDirectory.write(beside, manifest(app, run, beside, fingerprint));
        return moved(beside, target);
      } finally {
        DumpDirectory.remove(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the dump into " + target + ": " + e.getMessage(), e);
    }
  }

  /** Loads a dump into a database that is empty. Its bytes are compared with its checksum first. */
  void restore(AppConfig app, Path directory, String database) {
    DumpDirectory.Manifest manifest =
        DumpDirectory.manifest(directory)
            .orElseThrow(() -> Failures.stepFailed("there is no dump in " + directory));
    try {
      if (!DumpDirectory.checksum(directory).equals(manifest.checksum())) {
        throw Failures.stepFailed("the dump in " + directory + " does not match its checksum");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new Tool(connections, app)
        .run(
            List.of(
                found().restore().toString(),
                "--format=directory",
                "--exit-on-error",
                "--jobs=" + jobs(app.backup()),
                "--dbname=" + database,
                directory.toString()),
            () -> {});
  }

  private void dump(AppConfig app, Path into, LongConsumer written) {
    new Tool(connections, app)
        .run(
            List.of(
                found().dump().toString(),
                "--format=directory",
                "--compress=1",
                "--jobs=" + jobs(app.backup()),
                "--file=" + into,
                "--dbname=" + app.database().name()),
            () -> written.accept(sizeSoFar(into)));
  }

  private ClientTools.Found found() {
    return tools
        .find()
        .orElseThrow(() -> Failures.stepFailed("pg_dump and pg_restore are no longer at hand"));
  }

  private static int jobs(BackupConfig config) {
    return Math.max(1, config.parallelJobs());
  }

  private DumpDirectory.Manifest manifest(
      AppConfig app, String run, Path directory, Fingerprint fingerprint) throws IOException {
    return new DumpDirectory.Manifest(
        run,
        app.databaseId(),
        "pg_dump " + found().version(),
        DumpDirectory.checksum(directory),
        DumpDirectory.sizeBytes(directory),
        fingerprint,
        null);
  }

  /** A name of its own for each attempt; what earlier ones left half done is removed. */
  static Path beside(Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    String prefix = "." + target.getFileName() + ".partial-";
    try (Stream<Path> all = Files.list(parent)) {
      for (Path left : all.filter(p -> p.getFileName().toString().startsWith(prefix)).toList()) {
        DumpDirectory.remove(left);
      }
    }
    Path beside = parent.resolve(prefix + UUID.randomUUID());
    return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.createDirectory(
            beside,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        : Files.createDirectory(beside);
  }

  static DumpDirectory.Manifest moved(Path beside, Path target) throws IOException {
    var before = DumpDirectory.manifest(target);
    if (before.isPresent()) {
      // another attempt was faster; its dump is as good
      return before.get();
    }
    DumpDirectory.remove(target);
    Files.move(beside, target);
    return DumpDirectory.manifest(target).orElseThrow();
  }

  private static long sizeSoFar(Path directory) {
    try {
      return DumpDirectory.sizeBytes(directory);
    } catch (IOException e) {
      return 0;
    }
  }
}
