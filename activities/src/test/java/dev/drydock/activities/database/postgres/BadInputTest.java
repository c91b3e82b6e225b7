package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.database.Databases;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.SecretRef;
import io.temporal.failure.ApplicationFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases and volumes that are not as one would wish. */
class BadInputTest {
  private static final String RUN = "keeper-41";
  private static final int MANY = 10_000;
  private static final WayBack COPY = new WayBack("pg_dump", null, "copy");
  private static final WayBack DUMP = new WayBack("pg_dump", null, "dump");

  /** 63 bytes, as many as a name may have. */
  private static final String ODD =
      "keeper's \"odd\" näme/?%+&= \\ with spaces, as long as it goes, x";

  private static Path bin;
  private static TestPostgres postgres;

  @TempDir Path directory;
  private AppConfig app;

  @BeforeAll
  static void start() throws Exception {
    bin = DebianPostgres.bin();
    // room for about 1,200 locks
    postgres = DebianPostgres.start(bin, "-c max_connections=100 -c max_locks_per_transaction=10");
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
  }

  private PostgresDatabases databases(Path tools) {
    return new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in(tools));
  }

  private static void stepFailed(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable deed, String... words) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
              assertThat(failure.getOriginalMessage()).contains(words);
            });
  }

  private List<String> left() throws Exception {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** A volume of so many blocks, as far as the tools can tell. */
  private static Path toolsWithRoomFor(Path place, int blocks) throws Exception {
    for (String tool : List.of("pg_dump", "pg_restore")) {
      Path program = place.resolve(tool);
      Files.writeString(
          program,
          "#!/bin/sh\ntrap '' XFSZ\nulimit -f "
              + blocks
              + "\nexec "
              + bin.resolve(tool)
              + " \"$@\"\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    return place;
  }

  @Test
  void aVolumeThatIsFullHalfWayIsSaidAndNothingStaysOnIt(@TempDir Path tools) throws Exception {
    postgres.application(
        "CREATE TABLE large AS SELECT md5(i::text) || md5((i * 7)::text) AS v"
            + " FROM generate_series(1, 20000) i");
    PostgresDatabases databases = databases(toolsWithRoomFor(tools, 200));
    stepFailed(
        () -> databases.backUp(app, RUN, (what, done, of) -> {}),
        "pg_dump ended with",
        "The volume of backup.directory is full");
    assertThat(left()).isEmpty();
  }

  /** In portions, as each transaction locks what it makes. */
  private static void tables(TestPostgres at, int count) throws Exception {
    for (int from = 1; from <= count; from += 500) {
      at.application(
          "DO $$ BEGIN FOR i IN "
              + from
              + ".."
              + (from + 499)
              + " LOOP EXECUTE 'CREATE TABLE t' || i || ' AS SELECT ' || i || ' AS id'; END LOOP;"
              + " END $$");
    }
  }

  @Test
  void manyTablesAreRefusedWithTheSettingThatHelps() throws Exception {
    tables(postgres, 3000);
    PostgresDatabases databases = databases(bin);
    assertThatThrownBy(() -> databases.facts(app))
        .hasMessageContaining("each of which a dump and a fingerprint lock at once")
        .hasMessageContaining("Set max_locks_per_transaction to ");
    stepFailed(
        () -> databases.backUp(app, RUN, (what, done, of) -> {}),
        "raise max_locks_per_transaction");
    stepFailed(
        () -> databases.seal(app, RUN, "dump", TestApps.QUIET), "raise max_locks_per_transaction");
    assertThat(left()).isEmpty();
  }

  @Test
  void manyTablesGoTheWholeWayWhereTheServerHasRoom() throws Exception {
    try (TestPostgres roomy =
        DebianPostgres.start(bin, "-c max_locks_per_transaction=256 -c fsync=off")) {
      roomy.freshKeeper();
      tables(roomy, MANY);
      app = TestApps.keeper(roomy.port(), directory);
      PostgresDatabases databases = databases(bin);
      databases.facts(app);
      Seal seal = databases.seal(app, RUN, "dump", TestApps.QUIET);
      assertThat(seal.fingerprint().tables()).isGreaterThan(MANY);
      roomy.application("DROP TABLE t1");
      databases.putBack(app, RUN, seal, TestApps.QUIET);
      assertThat(databases.fingerprint(app).digest()).isEqualTo(seal.fingerprint().digest());
    }
  }

  @Test
  void anOddNameGoesTheWholeWayByCopyAndByDump() throws Exception {
    assertThat(ODD.getBytes(StandardCharsets.UTF_8)).hasSize(63);
    DatabaseConfig plain = TestApps.database(postgres.port());
    DatabaseConfig odd =
        new DatabaseConfig(
            plain.host(),
            plain.port(),
            ODD,
            plain.user(),
            new SecretRef.Env("drydock"),
            "postgres");
    for (WayBack wayBack : List.of(COPY, DUMP)) {
      for (String old : mine()) {
        postgres.superuser("postgres", "DROP DATABASE " + Sql.identifier(old));
      }
      postgres.superuser("postgres", "CREATE DATABASE " + Sql.identifier(ODD) + " OWNER keeper");
      in(
          odd,
          "CREATE TABLE \"no key\" (v int)",
          "INSERT INTO \"no key\" VALUES (1), (1), (2), (NULL)",
          "CREATE TABLE keeper_version AS SELECT 'k3' AS version");
      app = TestApps.keeper(odd, TestApps.backup(directory, Duration.ZERO, null));
      wholeWay(odd, wayBack);
    }
  }

  private void wholeWay(DatabaseConfig odd, WayBack wayBack) throws Exception {
    MemoryJournal journal = new MemoryJournal();
    PostgresDatabases databases =
        new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(bin));
    Backups backups =
        new Backups(
            new Apps(List.of(app)),
            TestApps.engines(databases),
            journal,
            (run, ofApp) -> {},
            ofApp -> databases.query(ofApp, "SELECT version FROM keeper_version").get(0));
    databases.facts(app);
    String run = app.databaseId().run(wayBack == COPY ? 41 : 51);
    String late = app.databaseId().run(98);
    String later = app.databaseId().run(99);
    databases.claim(app, run);
    assertThat(backups.take(TestApps.in(app, run, Step.BACKUP, wayBack)).wasTaken()).isTrue();
    Seal seal = backups.seal(TestApps.in(app, run, Step.SEAL, wayBack));
    assertThat(Databases.sessionName(run)).matches("[\\w.-]{1,63}");
    databases.unfence(app, run);
    in(odd, "DELETE FROM \"no key\" WHERE v = 2", "UPDATE keeper_version SET version = 'k5'");
    databases.release(app, run);
    databases.claim(app, run);
    BackupActivities.Restored restored =
        backups.restore(
            new BackupActivities.Restore(
                new StepRef(run, "keeper", Step.UPGRADE, true), TestApps.plan(app, wayBack), seal));
    assertThat(restored.revision()).isEqualTo("k3");
    assertThat(mine()).containsExactlyInAnyOrder(ODD, restored.aside());
    databases.release(app, run);
    backups.tidy(TestApps.in(app, later, Step.REPORT, wayBack));
    databases.claim(app, late);
    backups.seal(TestApps.in(app, late, Step.SEAL, COPY));
    backups.tidy(TestApps.in(app, later, Step.REPORT, wayBack));
    assertThat(mine()).hasSize(2).contains(ODD).doesNotContain(restored.aside());
  }

  private static void in(DatabaseConfig at, String... statements) throws Exception {
    try (Connection connection =
        DriverManager.getConnection(JdbcUrl.of(at, at.name()), "keeper", "keeper-secret")) {
      for (String statement : statements) {
        Sql.run(connection, statement);
      }
    }
  }

  private static List<String> mine() throws Exception {
    return postgres.query(
        "postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'keeper''s%'");
  }
}
