package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Discard;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * Rows on their way into {@code RUN-discard}: a directory like a dump's, with the same manifest, so
 * that it is tidied with them. Another content in the same run gets a directory of its own.
 */
final class DiscardFiles implements AutoCloseable {
  private static final String TOLD = "discard.json";

  private final AppConfig app;
  private final String run;
  private final String tool;
  private final Fingerprint now;
  private final Path target;
  private final boolean done;
  private Path beside;
  private int files;

  DiscardFiles(AppConfig app, String run, Fingerprint mark, Fingerprint now) {
    this.app = app;
    this.run = run;
    this.now = now;
    tool = "written since " + mark.digest();
    int nth = 1;
    while (DumpDirectory.manifest(place(nth)).filter(found -> !isThis(found)).isPresent()) {
      nth++;
    }
    target = place(nth);
    done = DumpDirectory.manifest(target).isPresent();
  }

  private Path place(int nth) {
    return Dumps.directory(app, run + "-discard" + (nth == 1 ? "" : "-" + nth));
  }

  private boolean isThis(DumpDirectory.Manifest manifest) {
    return manifest.tool().equals(tool)
        && manifest.fingerprint().digest().equals(now.digest())
        && manifest.database().equals(app.databaseId());
  }

  /** What an earlier attempt told. */
  Optional<Discard> found() {
    try {
      return done
          ? Optional.of(
              with(Json.convert(Json.read(Files.readString(target.resolve(TOLD))), Discard.class)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param query whose rows are copied as CSV with the columns' names
   * @return name of the file
   */
  String add(Connection connection, String table, String query) throws SQLException {
    files++;
    String name = files + "-" + table.replaceAll("[^A-Za-z0-9._-]", "_");
    String cut = name.substring(0, Math.min(name.length(), 200)) + ".csv";
    try (OutputStream out = create(cut)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (" + query + ") TO STDOUT WITH (FORMAT csv, HEADER)", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cut;
  }

  /** Gives the directory its name, complete. */
  Discard finish(Discard told) {
    try {
      try (OutputStream out = create(TOLD)) {
        out.write(Json.pretty(told).getBytes(StandardCharsets.UTF_8));
      }
      DumpDirectory.write(
          beside,
          new DumpDirectory.Manifest(
              run,
              app.databaseId(),
              tool,
              DumpDirectory.checksum(beside),
              DumpDirectory.sizeBytes(beside),
              now,
              null));
      Dumps.moved(beside, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return with(told);
  }

  private Discard with(Discard told) {
    String checksum = DumpDirectory.manifest(target).orElseThrow().checksum();
    return new Discard(told.tables(), told.others(), target.toString(), checksum);
  }

  private OutputStream create(String name) throws IOException {
    if (beside == null) {
      beside = Dumps.beside(target);
    }
    Path file = beside.resolve(name);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.newOutputStream(file);
  }

  @Override
  public void close() {
    try {
      if (beside != null) {
        DumpDirectory.remove(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
