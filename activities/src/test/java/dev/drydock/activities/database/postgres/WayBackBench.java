package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seal, proof and way back of a database, beside what a person has at hand for it: one sequential
 * read, {@code pg_dump}, {@code pg_restore}. Run by {@code bench/way-back}; no test, so that its
 * name does not end like one.
 */
class WayBackBench {
  private static final String RUN = "keeper-41";
  private static final WayBack COPY = new WayBack(null, "not here", "copy");
  private static final Path RESULTS = Path.of("..", "bench", "results", "way-back.md");

  /** Of a table as large as its rows' texts, with two indexes; 1 GB has about five million. */
  private static final long ROWS_A_GIGABYTE = 3_700_000;

  @TempDir Path directory;

  private interface Work {
    void run() throws Exception;
  }

  @Test
  void besideDumpAndRestore() throws Exception {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    List<String> sizes = new ArrayList<>();
    for (String gigabytes : System.getProperty("bench.gigabytes", "1,4").split(",")) {
      Map<String, Double> times = measured(Integer.parseInt(gigabytes.strip()), sizes);
      double dump = times.get("pg_dump -Fd -j2 -Z1");
      times.forEach(
          (what, seconds) ->
              lines
                  .computeIfAbsent(what, k -> new ArrayList<>())
                  .add(String.format(Locale.ROOT, "%.2f s (%.2f)", seconds, seconds / dump)));
    }
    write(sizes, lines);
  }

  private Map<String, Double> measured(int gigabytes, List<String> sizes) throws Exception {
    Path bin = DebianPostgres.bin();
    Map<String, Double> times = new LinkedHashMap<>();
    try (TestPostgres postgres =
        DebianPostgres.start(bin, "-c max_connections=50 -c shared_buffers=256MB -c fsync=off")) {
      postgres.freshKeeper();
      fill(postgres, gigabytes);
      sizes.add(
          postgres.query("keeper", "SELECT pg_size_pretty(pg_database_size('keeper'))").get(0));
      AppConfig app = TestApps.keeper(postgres.port(), directory);
      MemoryJournal journal = new MemoryJournal();
      PostgresDatabases databases =
          new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(bin));
      Backups backups =
          new Backups(
              new Apps(List.of(app)),
              TestApps.engines(databases),
              journal,
              (run, of) -> {},
              of -> "k3");
      Path dump = directory.resolve("dump-" + gigabytes);
      String url = "postgresql://postgres@127.0.0.1:" + postgres.port() + "/";

      time(times, "one sequential read (count of all rows)", () -> read(postgres));
      time(
          times,
          "pg_dump -Fd -j2 -Z1",
          () ->
              tool(
                  bin,
                  "pg_dump",
                  "-Fd",
                  "-j2",
                  "-Z1",
                  "-f",
                  dump.toString(),
                  "-d",
                  url + "keeper"));
      databases.claim(app, RUN);
      time(times, "fence", () -> databases.fence(app, RUN));
      Seal[] seal = new Seal[1];
      time(
          times,
          "seal: users wait for the copy",
          () -> seal[0] = backups.seal(TestApps.in(app, RUN, Step.SEAL, COPY)));
      time(
          times,
          "its fingerprint, beside the upgrade",
          () -> databases.proofs().await(app, RUN, Proofs.Kind.SEAL));
      time(
          times,
          "proof: fingerprint alone",
          () -> {
            try (var pass = databases.letIn(app, RUN)) {
              databases.fingerprint(app);
            }
          });
      time(
          times,
          "baseline after the upgrade: users wait until it is held",
          () -> {
            try (var pass = databases.letIn(app, RUN)) {
              databases.baseline(app, RUN);
            }
          });
      time(
          times,
          "it is read, users being back",
          () -> databases.proofs().await(app, RUN, Proofs.Kind.BASELINE));
      postgres.tool(databases, app, RUN, "UPDATE bulk SET note = 'x' WHERE id % 100 = 0");
      time(times, "way back: the swap alone", () -> databases.swap().restore(app, RUN));
      time(
          times,
          "way back: proof of what was put back",
          () ->
              backups.restore(
                  new BackupActivities.Restore(
                      new StepRef(RUN, "keeper", Step.UPGRADE, true),
                      TestApps.plan(app, COPY),
                      seal[0])));
      postgres.superuser("postgres", "CREATE DATABASE again");
      time(
          times,
          "pg_restore -j2",
          () -> tool(bin, "pg_restore", "-j2", "-d", url + "again", dump.toString()));
    }
    return times;
  }

  private static void fill(TestPostgres postgres, int gigabytes) throws Exception {
    postgres.application(
        "CREATE TABLE bulk (id bigint PRIMARY KEY, at timestamptz, note text, amount numeric(12,2))",
        "INSERT INTO bulk SELECT i, '2026-01-01'::timestamptz + i * interval '1 second',"
            + " repeat(md5(i::text), 4), i / 7.0 FROM generate_series(1, "
            + gigabytes * ROWS_A_GIGABYTE
            + ") i",
        "CREATE INDEX bulk_at ON bulk (at)",
        "ANALYZE");
    postgres.superuser("keeper", "CHECKPOINT");
  }

  private static void read(TestPostgres postgres) throws Exception {
    try (Connection connection = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Sql.run(connection, "SET max_parallel_workers_per_gather = 0");
      Sql.run(connection, "SET enable_indexonlyscan = off");
      Sql.text(connection, "SELECT count(note)::text FROM bulk");
    }
  }

  private static void tool(Path bin, String name, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(bin.resolve(name).toString()));
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + " failed");
    }
  }

  private static void time(Map<String, Double> times, String what, Work work) throws Exception {
    long began = System.nanoTime();
    work.run();
    times.put(what, (System.nanoTime() - began) / 1e9);
    System.out.printf(Locale.ROOT, "%s: %.2f s%n", what, times.get(what));
  }

  private static void write(List<String> sizes, Map<String, List<String>> lines) throws Exception {
    StringBuilder table = new StringBuilder("# The way back\n\n");
    table.append("Of one database with two indexes, in brackets as a part of `pg_dump`. ");
    table.append("`bench/way-back` made this table; quote the ratios.\n\n| |");
    sizes.forEach(size -> table.append(' ').append(size).append(" |"));
    table.append("\n| --- |").append(" --- |".repeat(sizes.size())).append('\n');
    lines.forEach(
        (what, cells) ->
            table
                .append("| ")
                .append(what)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
    Files.createDirectories(RESULTS.getParent());
    Files.writeString(RESULTS, table.toString());
  }
}
