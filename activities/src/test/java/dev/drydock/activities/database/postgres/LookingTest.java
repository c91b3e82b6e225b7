package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.Unreachable;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.SecretRef;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts for the plan, and every reason to refuse in words that mend it. */
class LookingTest extends WithPostgres {
  private static final BackupConfig BACKUP = new BackupConfig("auto", "unused", 1, 1);
  private PostgresDatabases databases;
  private AppConfig app;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(TestApps.database(postgres.port()), BACKUP);
    databases = new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in());
  }

  @AfterEach
  void rights() throws Exception {
    postgres.superuser("postgres", "ALTER ROLE drydock CREATEDB");
    postgres.superuser("postgres", "GRANT keeper, pg_signal_backend TO drydock");
    if (hasReadAll()) {
      postgres.superuser("postgres", "REVOKE pg_read_all_data FROM drydock");
    }
  }

  private void refused(AppConfig of, String... words) {
    assertThatThrownBy(() -> databases.facts(of))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
              assertThat(failure.getOriginalMessage())
                  .contains(words)
                  .doesNotContain("drydock-secret");
            });
  }

  private void unreachable(AppConfig of, String where) {
    assertThatThrownBy(() -> databases.facts(of))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("cannot reach the database server " + where);
  }

  private AppConfig with(String host, int port, String name, String user, String secret) {
    return TestApps.keeper(
        new DatabaseConfig(host, port, name, user, new SecretRef.Env(secret), "postgres"), BACKUP);
  }

  @Test
  void factsOfAHealthyDatabase() throws Exception {
    postgres.application("ALTER TABLE plain ADD CONSTRAINT small CHECK (v < 1) NOT VALID");
    try (Connection web = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Databases.Facts facts = databases.facts(app);
      assertThat(facts.serverVersion()).startsWith(postgres.major() + ".");
      assertThat(facts.sizeBytes()).isGreaterThan(5_000_000);
      assertThat(facts.wayBack().seal()).isEqualTo("copy");
      assertThat(facts.wayBack().durable()).isNull();
      assertThat(facts.wayBack().durableAbsent()).contains("pg_dump is not installed");
      assertThat(facts.notes())
          .anyMatch(note -> note.contains("plain.small is not validated"))
          .anyMatch(note -> note.matches("open connections at the plan: \\d+ of keeper from .*"));
      assertThat(web.isValid(1)).isTrue();
    }
  }

  @Test
  void whatCannotBeReachedIsSaid() {
    int port = postgres.port();
    refused(with("127.0.0.1", port, "keeper", "drydock", "wrong"), "wrong password", "drydock");
    unreachable(with("127.0.0.1", 1, "keeper", "drydock", "drydock"), "127.0.0.1:1");
    unreachable(with("nowhere.invalid", 1, "k", "drydock", "drydock"), "nowhere");
    refused(with("127.0.0.1", port, "nope", "drydock", "drydock"), "there is no database nope");
  }

  @Test
  void allMissingRightsAreSaidAtOnce() throws Exception {
    postgres.superuser("postgres", "ALTER ROLE drydock NOCREATEDB");
    postgres.superuser("postgres", "REVOKE keeper, pg_signal_backend FROM drydock");
    refused(
        app,
        "ALTER ROLE drydock CREATEDB;",
        "GRANT pg_signal_backend TO drydock;",
        "GRANT keeper TO drydock;",
        hasReadAll()
            ? "GRANT pg_read_all_data TO drydock;"
            : "GRANT SELECT ON ALL TABLES IN SCHEMA public TO drydock;");
  }

  private static boolean hasReadAll() {
    return postgres.major() >= 14;
  }

  private String missing() {
    try {
      databases.facts(app);
      return "";
    } catch (ApplicationFailure refused) {
      return refused.getOriginalMessage().split("in that database: ", 2)[1];
    }
  }

  @Test
  void whoRunsWhatIsMissingHasAllRights() throws Exception {
    postgres.superuser("keeper", "CREATE SCHEMA \"Of others\"", "CREATE SEQUENCE \"Of others\".s");
    postgres.superuser("postgres", "ALTER ROLE drydock NOCREATEDB");
    postgres.superuser("postgres", "REVOKE keeper, pg_signal_backend FROM drydock");
    postgres.superuser("keeper", missing().split("(?<=;) "));
    databases.facts(app);
  }

  /** Whoever loads it has to be each of them, and the plan alone can tell in time. */
  @Test
  void ownersToWhomADumpCouldNotBeGivenBackAreNoted(@TempDir Path directory) throws Exception {
    postgres.superuser(
        "keeper", "CREATE TABLE of_another (v int)", "GRANT SELECT ON of_another TO drydock");
    PostgresDatabases withTools = withTool(directory, postgres.major() + ".9");
    assertThat(withTools.facts(app).notes())
        .contains(
            "the dump holds tables of postgres, to whom drydock could not give them when it is put"
                + " back: GRANT postgres TO drydock;");
    assertThat(databases.facts(app).notes())
        .as("where there is no dump")
        .noneMatch(note -> note.contains("GRANT postgres"));
  }

  @Test
  void toolsThatCannotLoadWhatTheyDumpAreNoted(@TempDir Path directory) throws Exception {
    PostgresDatabases newer = withTool(directory, "17.2");
    boolean isOlder = postgres.major() < 17;
    assertThat(newer.facts(app).notes().stream().filter(note -> note.startsWith("pg_restore 17.2")))
        .hasSize(isOlder ? 1 : 0)
        .allMatch(note -> note.contains("install postgresql-client-" + postgres.major()));
  }

  /** The seal needs everybody off: to be told now is better than with users out. */
  @Test
  void aSessionThatOnlyASuperuserMayEndIsRefusedWhereItStays() throws Exception {
    try (Connection monitor = postgres.connect("keeper", "postgres", "")) {
      Sql.run(monitor, "SET application_name = 'exporter'");
      refused(app, "that only a superuser may end", "(exporter)", "Connect a monitor to another");
    }
    databases.facts(app);
  }

  @Test
  void whatMakesARunLikeThisWorseIsNoted() throws Exception {
    postgres.application("CREATE UNLOGGED TABLE cache (v int)");
    try (Connection stranger = postgres.connect("postgres", "postgres", "")) {
      Sql.run(stranger, "DROP ROLE IF EXISTS stranger");
      Sql.run(stranger, "CREATE ROLE stranger LOGIN PASSWORD 'stranger-secret'");
    }
    try (Connection hidden = postgres.connect("keeper", "stranger", "stranger-secret")) {
      assertThat(databases.facts(app).notes())
          .anyMatch(note -> note.contains("unlogged tables") && note.endsWith(": public.cache"))
          .anyMatch(
              note ->
                  note.startsWith("where sessions of stranger come from cannot be seen")
                      && note.endsWith("GRANT pg_read_all_stats TO drydock;"));
      assertThat(hidden.isValid(1)).isTrue();
    }
  }

  /** As 13 needs it; newer servers take it, too. */
  @Test
  void whereNoRoleReadsAllEachSchemaIsNamed() throws Exception {
    postgres.superuser(
        "keeper",
        "CREATE SCHEMA \"Of others\"",
        "CREATE TABLE \"Of others\".t (v int)",
        "CREATE SEQUENCE \"Of others\".s",
        "CREATE SCHEMA empty");
    try (Connection drydock = postgres.connect("keeper", "drydock", "drydock-secret")) {
      String grants = Looking.readsOfEachSchema(drydock, "drydock");
      assertThat(grants)
          .startsWith("GRANT USAGE ON SCHEMA \"Of others\" TO drydock;")
          .doesNotContain("public", "empty");
      postgres.superuser("keeper", grants.split("(?<=;) "));
      assertThat(Looking.readsOfEachSchema(drydock, "drydock")).isEmpty();
    }
    assertThat(missing()).isEmpty();
  }

  @Test
  void largeObjectsThatCannotBeReadAreSaid() throws Exception {
    postgres.application("SELECT lo_create(70001)");
    databases.facts(app);
    postgres.superuser("keeper", "SELECT lo_create(70002)", "SELECT lo_create(70003)");
    refused(app, "GRANT SELECT ON LARGE OBJECT 70002, 70003 TO drydock;");
    assertThatThrownBy(() -> databases.fingerprint(app)).hasMessageContaining("large object 7000");
    postgres.superuser("keeper", "GRANT SELECT ON LARGE OBJECT 70002, 70003 TO drydock");
    databases.facts(app);
    assertThat(databases.fingerprint(app).rows()).isEqualTo(306);
  }

  @Test
  void whatIsNotComparedIsNoted() throws Exception {
    postgres.superuser(
        "keeper",
        "CREATE FOREIGN DATA WRAPPER w",
        "CREATE SERVER far FOREIGN DATA WRAPPER w",
        "CREATE FOREIGN TABLE elsewhere (v int) SERVER far",
        "CREATE USER MAPPING FOR bot SERVER far OPTIONS (password 'x')");
    assertThat(databases.facts(app).notes())
        .contains(
            "not compared, because it cannot be seen: options of the user mapping of bot at far,"
                + " rows of foreign table public.elsewhere");
  }

  @Test
  void settingsThatACopyCouldNotGetAreSaid() throws Exception {
    postgres.superuser("postgres", "ALTER DATABASE keeper SET log_min_messages = 'warning'");
    refused(app, "settings of keeper", "permission denied");
    assertThat(postgres.query("postgres", "SELECT count(*) FROM pg_db_role_setting"))
        .containsExactly("1");
  }

  @Test
  void aDumpThatIsRequiredAndCannotBeTaken() {
    refused(
        TestApps.keeper(app.database(), new BackupConfig("always", "unused", 1, 1)),
        "dump: always",
        "pg_dump is not installed");
  }

  private PostgresDatabases withTool(Path directory, String version) throws Exception {
    for (String tool : List.of("pg_dump", "pg_restore")) {
      Path program = directory.resolve(tool);
      Files.writeString(program, "#!/bin/sh\necho '" + tool + " (PostgreSQL) " + version + "'\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    return new PostgresDatabases(
        TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in(directory));
  }

  @Test
  void aToolThatIsOlderThanTheServerTakesNoDump(@TempDir Path directory) throws Exception {
    databases = withTool(directory, "9.6.24");
    assertThat(databases.facts(app).wayBack().durable()).isNull();
    assertThat(databases.facts(app).wayBack().durableAbsent())
        .isEqualTo("pg_dump 9.6.24 is older than the server (" + postgres.major() + ")");
    refused(
        TestApps.keeper(app.database(), new BackupConfig("always", "unused", 1, 1)),
        "a dump is required (dump: always), and pg_dump 9.6.24 is older than the server ("
            + postgres.major()
            + ")");
  }

  @Test
  void logicalReplicationIsRefusedWithWhatEndsIt() throws Exception {
    postgres.superuser(
        "keeper", "SELECT pg_create_logical_replication_slot('to_warehouse', 'pgoutput')");
    try {
      refused(
          app,
          "keeper is replicated logically",
          "slot to_warehouse (nobody reads it now): SELECT pg_drop_replication_slot('to_warehouse');");
    } finally {
      postgres.superuser("keeper", "SELECT pg_drop_replication_slot('to_warehouse')");
    }
    postgres.superuser(
        "keeper",
        "CREATE SUBSCRIPTION \"from hr\" CONNECTION 'host=127.0.0.1' PUBLICATION p"
            + " WITH (connect = false, slot_name = NONE)");
    try {
      refused(app, "subscription from hr (disabled): DROP SUBSCRIPTION \"from hr\";");
    } finally {
      postgres.superuser("keeper", "DROP SUBSCRIPTION \"from hr\"");
    }
    postgres.superuser("keeper", "CREATE PUBLICATION nobody_reads FOR ALL TABLES");
    databases.facts(app);
  }

  @Test
  void troublesAreNamed() throws Exception {
    assertThat(databases.troubles(app)).isEmpty();
    postgres.superuser(
        "keeper",
        "CREATE INDEX broken ON plain (v)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass");
    try (Connection left = postgres.connect("keeper", "keeper", "keeper-secret");
        Connection tool = postgres.connect("keeper", "keeper", "keeper-secret")) {
      left.setAutoCommit(false);
      Sql.run(left, "UPDATE plain SET v = 0 WHERE id = 1");
      Sql.run(left, "PREPARE TRANSACTION 'forgotten'");
      Sql.run(tool, "SET application_name = 'drydock-keeper-41'");
      tool.setAutoCommit(false);
      Sql.run(tool, "LOCK TABLE document");
      assertThat(databases.troubles(app))
          .anyMatch(line -> line.contains("index public.broken on public.plain is invalid"))
          .anyMatch(line -> line.contains("ROLLBACK PREPARED 'forgotten';"))
          .anyMatch(line -> line.contains("(drydock-keeper-41) still holds"));
      refused(app, "index public.broken");
      left.setAutoCommit(true);
      Sql.run(left, "ROLLBACK PREPARED 'forgotten'");
    }
  }

  @Test
  void rowsThatAPolicyHidesFromUsAreRefused() throws Exception {
    postgres.superuser("keeper", "ALTER TABLE plain ENABLE ROW LEVEL SECURITY");
    databases.facts(app);
    postgres.superuser("keeper", "ALTER TABLE plain FORCE ROW LEVEL SECURITY");
    refused(app, "ALTER ROLE drydock BYPASSRLS;");
    postgres.superuser("keeper", "ALTER TABLE plain NO FORCE ROW LEVEL SECURITY");
  }

  @Test
  void aPreparedTransactionIsRefusedWithWhatEndsIt() throws Exception {
    try (Connection left = postgres.connect("keeper", "keeper", "keeper-secret")) {
      left.setAutoCommit(false);
      Sql.run(left, "UPDATE plain SET v = 0 WHERE id = 1");
      Sql.run(left, "PREPARE TRANSACTION 'alone'");
      refused(app, "ROLLBACK PREPARED 'alone';");
      left.setAutoCommit(true);
      Sql.run(left, "ROLLBACK PREPARED 'alone'");
    }
    databases.facts(app);
  }

  @Test
  void sessionsOfARunAreEnded() throws Exception {
    try (Connection tool = postgres.connect("keeper", "keeper", "keeper-secret");
        Connection web = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Sql.run(tool, "SET application_name = " + Sql.literal(Databases.sessionName("keeper-41")));
      try (Fences.Pass pass = databases.letIn(app, "keeper-41")) {
        pass.endSessions();
        pass.endSessions();
      }
      assertThat(tool.isValid(1)).isFalse();
      assertThat(web.isValid(1)).isTrue();
    }
  }

  @Test
  void aQueryCannotChangeAnything() {
    assertThatThrownBy(() -> databases.query(app, "DELETE FROM plain RETURNING id"))
        .hasMessageContaining("read-only transaction")
        .as("nor is it tried again")
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED));
  }

  @Test
  void tablesAndQueries() {
    assertThat(databases.tableExists(app, "keeper_version")).isTrue();
    assertThat(databases.tableExists(app, "public.build")).isTrue();
    assertThat(databases.tableExists(app, "nope")).isFalse();
    assertThat(databases.query(app, "SELECT id FROM plain WHERE id < 3 ORDER BY 1"))
        .containsExactly("1", "2");
  }

  @Test
  void aDatabaseThatTheServerWouldNotCopy() throws Exception {
    if (postgres.major() < 15) {
      return; // it remembers no version of its collations
    }
    String set = "UPDATE pg_database SET datcollversion = %s WHERE datname = 'keeper'";
    postgres.superuser("postgres", String.format(set, "'0'"));
    refused(app, "collations have changed", "ALTER DATABASE \"keeper\" REFRESH COLLATION VERSION;");
    postgres.superuser("postgres", String.format(set, "NULL"));
    databases.facts(app);
  }

  @Test
  void aQueryThatIsWrongIsNotTriedAgain() {
    assertThatThrownBy(() -> databases.query(app, "SELECT gone FROM build"))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
              assertThat(failure.getOriginalMessage()).contains("\"gone\" does not exist");
            });
  }
}
