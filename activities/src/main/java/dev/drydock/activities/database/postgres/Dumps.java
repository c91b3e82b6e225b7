package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.database.store.Directories;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes dumps with {@code pg_dump -Fd} and restores them; a finished one is found again. */
final class Dumps {
  private static final String MADE_BY = "pg_dump ";
  private static final Pattern MADE = Pattern.compile(MADE_BY + "(\\d+)");

  private final Connections connections;
  private final ClientTools tools;
  private final Stores stores;
  private final Clock clock;
  private final Journal journal;

  Dumps(Connections connections, ClientTools tools, Stores stores, Clock clock, Journal journal) {
    this.journal = journal;
    this.connections = connections;
    this.tools = tools;
    this.stores = stores;
    this.clock = clock;
  }

  BackupStore store(AppConfig app) {
    return stores.of(app.backup());
  }

  Optional<DumpManifest> find(AppConfig app, String name) {
    return DumpManifest.find(store(app), name);
  }

  /**
   * As {@link #find}, of a dump that this run took.
   *
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.stepFailed} where the ledger
   *     says that it took another
   */
  Optional<DumpManifest> taken(AppConfig app, String run, String name) {
    Optional<DumpManifest> finished = find(app, name);
    finished.ifPresent(
        manifest -> {
          requireUnchanged(app, run, name, manifest);
          note(run, name, manifest); // whoever made it may have died before
        });
    return finished;
  }

  /**
   * Whoever can change a dump can change the manifest beside it to fit; not the ledger. A dump that
   * an earlier Drydock took is not noted there.
   */
  private void requireUnchanged(AppConfig app, String run, String name, DumpManifest manifest) {
    Optional<String> noted =
        journal
            .named(run, noteOf(name))
            .map(note -> new String(journal.fetch(note), StandardCharsets.UTF_8));
    if (noted.filter(checksum -> !checksum.equals(manifest.checksum())).isPresent()) {
      throw Failures.stepFailed(
          "the dump in "
              + store(app).location(name)
              + " is not the one that was taken: its manifest has checksum "
              + manifest.checksum()
              + ", the ledger "
              + noted.get()
              + "; nothing of it was loaded");
    }
  }

  private void note(String run, String name, DumpManifest manifest) {
    byte[] checksum = manifest.checksum().getBytes(StandardCharsets.UTF_8);
    journal.name(run, noteOf(name), journal.keep("checksum", checksum));
  }

  private static String noteOf(String name) {
    return "checksum of " + name;
  }

  /**
   * Dumps the app's database under a name, or finds it there.
   *
   * @param fingerprint kept in its manifest; null for a dump of a database that is written to
   * @param progress told how far it is; of a dump it is an estimate
   */
  DumpManifest take(
      AppConfig app, String run, String name, Fingerprint fingerprint, Gauge progress) {
    BackupStore store = store(app);
    Optional<DumpManifest> finished = taken(app, run, name);
    if (finished.isPresent()) {
      return finished.get();
    }
    try (BackupStore.Draft draft = store.begin(name)) {
      Path directory = draft.directory();
      Source source = connections.in(app, Source::of);
      long about = SpaceNeeded.ofDump(app, store, source.databaseBytes()).sizeBytes();
      ClientTools.Found tool = found(serverMajor(app));
      DumpManifest.Moment moment =
          dump(app, tool.dump(), directory, bytes -> progress.at("dumped", bytes, about));
      DumpDirectory.writeSettings(
          directory, connections.beside(app, c -> Settings.of(c, app.database().name())));
      DumpManifest manifest =
          manifest(
              app,
              run,
              MADE_BY + tool.version(),
              DumpDirectory.files(directory, progress),
              source,
              moment,
              fingerprint);
      draft.finish(
          Json.pretty(manifest),
          bytes -> progress.at("sent to " + store.location(name), bytes, manifest.sizeBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the dump into " + store.location(name) + ": " + e.getMessage(), e);
    }
    DumpManifest counts = DumpManifest.find(store, name).orElseThrow(); // may be another attempt's
    note(run, name, counts);
    return counts;
  }

  /** Fills a database that was made for a dump. */
  @FunctionalInterface
  interface Loading<T> {
    T from(DumpManifest manifest, Settings settings, Path directory);
  }

  /**
   * Has the dump's files on this machine while the work goes on. They are compared with their
   * checksums first, and those with what the ledger has of the run.
   */
  <T> T open(AppConfig app, String run, String name, Gauge progress, Loading<T> work) {
    BackupStore store = store(app);
    DumpManifest manifest =
        DumpManifest.find(store, name)
            .orElseThrow(() -> Failures.stepFailed("there is no dump in " + store.location(name)));
    requireUnchanged(app, run, name, manifest);
    try (BackupStore.Local files =
        store.fetch(
            name,
            bytes ->
                progress.at("fetched from " + store.location(name), bytes, manifest.sizeBytes()))) {
      String trouble = DumpDirectory.trouble(files.directory(), manifest, progress);
      if (!trouble.isEmpty()) {
        throw Failures.stepFailed("the dump in " + store.location(name) + " " + trouble);
      }
      return work.from(
          manifest, DumpDirectory.settings(files.directory(), manifest), files.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads a dump into a database that is empty. */
  void load(AppConfig app, Path directory, String database, DumpManifest manifest, Gauge progress) {
    // one that is older than the pg_dump may not know its format
    int atLeast = Math.max(serverMajor(app), toolMajor(manifest));
    new Tool(connections, app)
        .run(
            List.of(
                found(atLeast).restore().toString(),
                "--format=directory",
                "--exit-on-error",
                "--jobs=" + jobs(app.backup()),
                "--dbname=" + ToolName.of(database),
                directory.toString()),
            () -> progress.at("loaded", databaseBytes(app, database), manifest.databaseBytes()));
  }

  private int serverMajor(AppConfig app) {
    return connections.beside(app, Catalog::major);
  }

  /** 0 where it is not known. */
  private static int toolMajor(DumpManifest manifest) {
    Matcher made = MADE.matcher(String.valueOf(manifest.tool()));
    return made.lookingAt() ? Integer.parseInt(made.group(1)) : 0;
  }

  /** By a snapshot that is lent to the tool, so that it is known exactly what the dump holds. */
  private DumpManifest.Moment dump(AppConfig app, Path tool, Path into, LongConsumer written) {
    return connections.longIn(
        app,
        app.database().name(),
        connection -> {
          // ends with its connection; that this one was lost late is no reason to lose a whole dump
          connection.setAutoCommit(false);
          Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          String snapshot = Sql.text(connection, "SELECT pg_current_snapshot()::text");
          Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
          dump(app, tool, Sql.text(connection, "SELECT pg_export_snapshot()"), into, written);
          return new DumpManifest.Moment(at, snapshot);
        });
  }

  private void dump(AppConfig app, Path tool, String snapshot, Path into, LongConsumer written) {
    new Tool(connections, app)
        .run(
            List.of(
                tool.toString(),
                "--format=directory",
                "--compress=1",
                "--jobs=" + jobs(app.backup()),
                "--snapshot=" + snapshot,
                "--file=" + into,
                "--dbname=" + ToolName.of(app.database().name())),
            () -> written.accept(sizeSoFar(into)));
  }

  private long databaseBytes(AppConfig app, String database) {
    return connections.beside(
        app,
        connection ->
            Long.parseLong(Sql.text(connection, "SELECT pg_database_size(?)::text", database)));
  }

  private ClientTools.Found found(int serverMajor) {
    return tools
        .find(serverMajor)
        .orElseThrow(() -> Failures.stepFailed("pg_dump and pg_restore are no longer at hand"));
  }

  private static int jobs(BackupConfig config) {
    return Math.max(1, config.parallelJobs());
  }

  /** What is dumped. */
  private record Source(String serverVersion, long databaseBytes) {
    static Source of(Connection connection) throws SQLException {
      return new Source(
          Sql.text(connection, "SHOW server_version"),
          Long.parseLong(
              Sql.text(connection, "SELECT pg_database_size(current_database())::text")));
    }
  }

  /**
   * Of what else is kept in a dump's place: rows that a restore would discard.
   *
   * @param made by what
   */
  DumpManifest manifest(
      AppConfig app, String run, String made, Path directory, Fingerprint fingerprint)
      throws IOException {
    SortedMap<String, DumpManifest.DumpFile> files = DumpDirectory.files(directory);
    return manifest(app, run, made, files, new Source(null, 0), null, fingerprint);
  }

  private DumpManifest manifest(
      AppConfig app,
      String run,
      String made,
      SortedMap<String, DumpManifest.DumpFile> files,
      Source source,
      DumpManifest.Moment moment,
      Fingerprint fingerprint) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new DumpManifest(
        run,
        app.databaseId(),
        made,
        DumpDirectory.checksum(files),
        files.values().stream().mapToLong(DumpManifest.DumpFile::sizeBytes).sum(),
        fingerprint,
        null,
        source.serverVersion(),
        source.databaseBytes(),
        now,
        now.plus(app.backup().retention()),
        moment,
        files);
  }

  private static long sizeSoFar(Path directory) {
    try {
      return Directories.sizeBytes(directory);
    } catch (IOException e) {
      return 0;
    }
  }
}
