package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.store.BackupStore;
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

  private final Dumps dumps;
  private final BackupStore store;
  private final AppConfig app;
  private final String run;
  private final String tool;
  private final Fingerprint now;
  private final String name;
  private final boolean done;
  private BackupStore.Draft draft;
  private int files;

  DiscardFiles(Dumps dumps, AppConfig app, String run, Fingerprint baseline, Fingerprint now) {
    this.dumps = dumps;
    this.store = dumps.store(app);
    this.app = app;
    this.run = run;
    this.now = now;
    tool = "written since " + baseline.digest();
    int nth = 1;
    while (DumpManifest.find(store, name(nth)).filter(found -> !isThis(found)).isPresent()) {
      nth++;
    }
    name = name(nth);
    done = DumpManifest.find(store, name).isPresent();
  }

  private String name(int nth) {
    return run + "-discard" + (nth == 1 ? "" : "-" + nth);
  }

  private boolean isThis(DumpManifest manifest) {
    return manifest.tool().equals(tool)
        && manifest.fingerprint().digest().equals(now.digest())
        && manifest.database().equals(app.databaseId());
  }

  /** What an earlier attempt told. */
  Optional<Discarded> found() {
    if (!done) {
      return Optional.empty();
    }
    try (BackupStore.Local local = store.fetch(name, bytes -> {})) {
      String told = Files.readString(local.directory().resolve(TOLD));
      return Optional.of(with(Json.convert(Json.read(told), Discarded.class)));
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
    String file = files + "-" + table.replaceAll("[^A-Za-z0-9._-]", "_");
    String cut = file.substring(0, Math.min(file.length(), 200)) + ".csv";
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
  Discarded finish(Discarded told) {
    try {
      try (OutputStream out = create(TOLD)) {
        out.write(Json.pretty(told).getBytes(StandardCharsets.UTF_8));
      }
      Path directory = draft.directory();
      draft.finish(Json.pretty(dumps.manifest(app, run, tool, directory, now)), bytes -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return with(told);
  }

  private Discarded with(Discarded told) {
    String checksum = DumpManifest.find(store, name).orElseThrow().checksum();
    return new Discarded(
        told.tables(), told.sequences(), told.others(), store.location(name), checksum);
  }

  private OutputStream create(String called) throws IOException {
    if (draft == null) {
      draft = store.begin(name);
    }
    Path file = draft.directory().resolve(called);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.newOutputStream(file);
  }

  @Override
  public void close() {
    if (draft != null) {
      draft.close();
    }
  }
}
