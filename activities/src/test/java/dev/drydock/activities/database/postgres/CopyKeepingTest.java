package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seal by copy, restore by swap, on a real server as a role that is no superuser. */
class CopyKeepingTest extends WithPostgres {
  private static final WayBack COPY = new WayBack(null, "no tools", "copy");
  private static final String RUN = "keeper-41";
  private static final String[] UPGRADE = {
    "ALTER TABLE build ADD COLUMN note text NOT NULL DEFAULT ''",
    "DELETE FROM build WHERE id <= 10",
    "SELECT setval('free', 99)",
    "UPDATE keeper_version SET version = 'k5'"
  };

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @TempDir Path directory;
  private AppConfig app;
  private PostgresDatabases databases;
  private Backups backups;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    MemoryJournal journal = new MemoryJournal();
    databases = new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(directory));
    backups = backups(app, journal);
  }

  private Backups backups(AppConfig app, MemoryJournal journal) {
    return new Backups(
        new Apps(List.of(app)),
        TestApps.engines(databases),
        journal,
        (run, ofApp) -> {},
        ofApp -> databases.query(ofApp, "SELECT version FROM keeper_version").get(0));
  }

  private Seal seal(String run) {
    databases.claim(app, run);
    return backups.seal(TestApps.in(app, run, Step.SEAL, COPY));
  }

  private Fingerprint sealed(Seal seal) {
    return databases.sealed(app, RUN, seal).orElseThrow();
  }

  private BackupActivities.Restored restore(String run, Seal seal) {
    return backups.restore(
        new BackupActivities.Restore(
            new StepRef(run, "keeper", Step.UPGRADE, true), TestApps.plan(app, COPY), seal));
  }

  private List<String> databaseNames() throws Exception {
    return postgres.query(
        "postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'keeper%' ORDER BY 1");
  }

  @Test
  void doDoAgainUndoUndoAgainDo() throws Exception {
    Seal seal = seal(RUN);
    assertThat(seal(RUN)).isEqualTo(seal);
    postgres.tool(databases, app, RUN, UPGRADE);

    BackupActivities.Restored restored = restore(RUN, seal);
    assertThat(restored.fingerprint().digest()).isEqualTo(sealed(seal).digest());
    assertThat(restored.revision()).isEqualTo("k3");
    assertThat(restored.aside()).isEqualTo("keeper_failed_41");
    assertThat(restore(RUN, seal)).isEqualTo(restored);
    assertThat(databaseNames()).containsExactly("keeper", "keeper_failed_41");

    Seal second = seal(RUN);
    assertThat(sealed(second).digest()).isEqualTo(sealed(seal).digest());
    postgres.tool(databases, app, RUN, UPGRADE);
    assertThat(restore(RUN, second).aside()).isEqualTo("keeper_failed_41_2");
    assertThat(restore(RUN, second).aside()).isEqualTo("keeper_failed_41_2");
  }

  /** For an application's role that is common; a copy takes as long as it takes. */
  @Test
  void limitsThatTheRoleHasAreNotOurs() throws Exception {
    String[] limits = {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"};
    for (String limit : limits) {
      postgres.superuser("postgres", "ALTER ROLE drydock SET " + limit + " = '1ms'");
    }
    try {
      Seal seal = seal(RUN);
      postgres.tool(databases, app, RUN, UPGRADE);
      assertThat(restore(RUN, seal).revision()).isEqualTo("k3");
    } finally {
      for (String limit : limits) {
        postgres.superuser("postgres", "ALTER ROLE drydock RESET " + limit);
      }
    }
  }

  @Test
  void theFailedDatabaseIsKeptAndClosed() throws Exception {
    Seal seal = seal(RUN);
    postgres.tool(databases, app, RUN, UPGRADE);
    restore(RUN, seal);

    assertThatThrownBy(() -> postgres.connect("keeper_failed_41", "keeper", "keeper-secret"))
        .hasMessageContaining("not currently accepting connections");
    postgres.superuser("postgres", "ALTER DATABASE keeper_failed_41 ALLOW_CONNECTIONS true");
    assertThat(postgres.query("keeper_failed_41", "SELECT version FROM keeper_version"))
        .containsExactly("k5");
  }

  @Test
  void nothingIsSwappedWhenTheSealDidNotEnd() throws Exception {
    databases.claim(app, RUN);
    assertThat(restore(RUN, null).aside()).isEmpty();
    assertThat(databaseNames()).containsExactly("keeper");
  }

  @Test
  void aHalfMadeCopyIsMadeAgain() throws Exception {
    String expected = databases.fingerprint(app).digest();
    try (Connection drydock = postgres.connect("postgres", "drydock", "drydock-secret")) {
      Sql.run(drydock, "CREATE DATABASE keeper_drydock_41");
    }
    assertThat(sealed(seal(RUN)).digest()).isEqualTo(expected);
  }

  @Test
  void aStrangersDatabaseInTheWayIsNotTouched() throws Exception {
    postgres.superuser(
        "postgres",
        "CREATE DATABASE keeper_drydock_41",
        "COMMENT ON DATABASE keeper_drydock_41 IS 'payroll'");
    assertThatThrownBy(() -> seal(RUN)).hasMessageContaining("was not made by run keeper-41");
    assertThat(databaseNames()).contains("keeper_drydock_41");
  }

  @Test
  void whoStillHoldsTheDatabaseIsEndedAndNamed() throws Exception {
    try (Connection stranger = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Sql.run(stranger, "SET application_name = 'nightly report'");
      assertThat(seal(RUN).ended())
          .singleElement()
          .asString()
          .contains("keeper from", "nightly report");
      assertThat(stranger.isValid(1)).isFalse();
    }
    assertThat(databaseNames()).containsExactly("keeper", "keeper_drydock_41");
  }

  @Test
  void aPreparedTransactionIsNamed() throws Exception {
    try (Connection left = postgres.connect("keeper", "keeper", "keeper-secret")) {
      left.setAutoCommit(false);
      Sql.run(left, "UPDATE plain SET v = 0 WHERE id = 1");
      Sql.run(left, "PREPARE TRANSACTION 'forgotten'");
    }
    assertThatThrownBy(() -> seal(RUN)).hasMessageContaining("forgotten of keeper");
    databases.unfence(app, RUN);
    postgres.superuser("keeper", "ROLLBACK PREPARED 'forgotten'");
  }

  @Test
  void aSealOfAnEarlierMomentIsNotTakenForThisOne() throws Exception {
    seal(RUN);
    postgres.tool(databases, app, RUN, "INSERT INTO plain VALUES (1000, 1)");
    assertThatThrownBy(() -> seal(RUN))
        .hasMessageContaining("keeper_drydock_41 was sealed at an earlier moment")
        .hasMessageContaining("public.plain");
    assertThat(databaseNames()).contains("keeper_drydock_41");
  }

  @Test
  void aRightThatIsMissingEndsTheStepAtOnce() throws Exception {
    postgres.superuser("postgres", "ALTER ROLE drydock NOCREATEDB");
    try {
      assertThatThrownBy(() -> seal(RUN))
          .isInstanceOf(ApplicationFailure.class)
          .hasMessageContaining("permission denied to create database");
    } finally {
      postgres.superuser("postgres", "ALTER ROLE drydock CREATEDB");
    }
  }

  @Test
  void sessionsOfTheUpgradeAndOfOthersAreEndedByTheRestore() throws Exception {
    Seal seal = seal(RUN);
    postgres.superuser("postgres", "ALTER DATABASE keeper ALLOW_CONNECTIONS true");
    try (Connection tool = postgres.tool(RUN);
        Connection other = postgres.connect("keeper", "keeper", "keeper-secret")) {
      tool.setAutoCommit(false);
      Sql.run(tool, "DELETE FROM build");
      restore(RUN, seal);
      assertThat(tool.isValid(1)).isFalse();
      assertThat(other.isValid(1)).isFalse();
    }
  }

  /** A monitor that discovers databases finds the copy while it is open for its proof. */
  @Test
  void whoIsOnTheCopyDoesNotKeepItFromItsPlace() throws Exception {
    Seal seal = seal(RUN);
    assertThat(databases.sealed(app, RUN, seal)).isPresent();
    postgres.superuser("postgres", "ALTER DATABASE keeper_drydock_41 ALLOW_CONNECTIONS true");
    try (Connection monitor = postgres.connect("keeper_drydock_41", "bot", "bot-secret")) {
      assertThat(restore(RUN, seal).aside()).isEqualTo("keeper_failed_41");
      assertThat(monitor.isValid(1)).isFalse();
    }
  }

  @Test
  void aCopyThatIsMadeTakesNobodyIn() throws Exception {
    try (Connection drydock = postgres.connect("postgres", "drydock", "drydock-secret")) {
      Copies.fromTemplate(drydock, "keeper", "keeper_drydock_41");
    }
    assertThatThrownBy(() -> postgres.connect("keeper_drydock_41", "bot", "bot-secret"))
        .hasMessageContaining("not currently accepting connections");
  }

  /** One of them is a superuser's, whom Drydock may not end. */
  @Test
  void clientsThatComeWhileItIsCopiedDoNotPileUp() throws Exception {
    databases.claim(app, RUN);
    databases.fence(app, RUN);
    try (Connection holder = postgres.connect("postgres", "postgres", "")) {
      holder.setAutoCommit(false);
      // the copy waits for this one's lock, and whoever comes waits behind the copy
      Sql.run(holder, "COMMENT ON DATABASE keeper IS 'held'");
      CompletableFuture<Seal> sealed =
          CompletableFuture.supplyAsync(
              () -> databases.seal(app, RUN, CopyKeeping.METHOD, TestApps.QUIET));
      await().until(() -> waitingFor("ShareLock") == 1);
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      clients.add(comes("postgres", ""));
      for (int client = 1; client <= 8; client++) {
        clients.add(comes("keeper", "keeper-secret"));
      }
      assertThat(clients).allSatisfy(client -> assertThat(client).failsWithin(TEN_SECONDS));
      await().atMost(TEN_SECONDS).until(() -> waitingFor("RowExclusiveLock") == 1);
      assertThat(waitingFor("ShareLock")).isEqualTo(1);
      holder.rollback();
      assertThat(sealed).succeedsWithin(Duration.ofSeconds(60));
    }
  }

  /** Gives up after a second, as a pool does that tries again. */
  private static CompletableFuture<Void> comes(String user, String password) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("socketTimeout", "1");
    String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/keeper";
    return CompletableFuture.runAsync(
        () -> {
          try (Connection connection = DriverManager.getConnection(url, properties)) {
            throw new AssertionError("let in: " + connection);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        },
        work -> new Thread(work).start());
  }

  private static int waitingFor(String lock) throws Exception {
    return postgres
        .query(
            "postgres",
            "SELECT pid FROM pg_locks WHERE classid = 'pg_database'::regclass AND NOT granted"
                + " AND objid = (SELECT oid FROM pg_database WHERE datname = 'keeper') AND mode = '"
                + lock
                + "'")
        .size();
  }

  @Test
  void deathBetweenClosingAndSwap() throws Exception {
    Seal seal = seal(RUN);
    postgres.tool(databases, app, RUN, UPGRADE);
    postgres.superuser("postgres", "ALTER DATABASE keeper ALLOW_CONNECTIONS false");
    assertThat(restore(RUN, seal).fingerprint().digest()).isEqualTo(sealed(seal).digest());
  }

  @Test
  void deathBetweenTheRenames() throws Exception {
    // cannot happen, the renames being one transaction; a person may have begun by hand
    Seal seal = seal(RUN);
    postgres.tool(databases, app, RUN, UPGRADE);
    postgres.superuser("postgres", "ALTER DATABASE keeper RENAME TO keeper_by_hand");
    restore(RUN, seal);
    assertThat(databaseNames()).containsExactly("keeper", "keeper_by_hand");
  }

  @Test
  void deathWithinTheTransactionOfTheSwap() throws Exception {
    Seal seal = seal(RUN);
    postgres.tool(databases, app, RUN, UPGRADE);
    List<String> statements =
        List.of(
            "ALTER DATABASE keeper RENAME TO keeper_failed_41",
            "COMMENT ON DATABASE keeper_failed_41 IS 'x'",
            "ALTER DATABASE keeper_drydock_41 RENAME TO keeper",
            "COMMENT ON DATABASE keeper IS NULL",
            "ALTER DATABASE keeper ALLOW_CONNECTIONS true");
    for (int done = 1; done <= statements.size(); done++) {
      try (Connection dying = postgres.connect("postgres", "drydock", "drydock-secret")) {
        dying.setAutoCommit(false);
        for (String statement : statements.subList(0, done)) {
          Sql.run(dying, statement);
        }
        dying.abort(Runnable::run);
      }
      await().until(() -> databaseNames().equals(List.of("keeper", "keeper_drydock_41")));
    }
    assertThat(restore(RUN, seal).aside()).isEqualTo("keeper_failed_41");
  }

  @Test
  void deathAfterTheSwap() throws Exception {
    Seal seal = seal(RUN);
    postgres.tool(databases, app, RUN, UPGRADE);
    databases.swap().restore(app, RUN);
    assertThat(restore(RUN, seal).aside()).isEqualTo("keeper_failed_41");
  }

  @Test
  void aLostCopyIsSaid() throws Exception {
    Seal seal = seal(RUN);
    postgres.superuser("postgres", "DROP DATABASE keeper_drydock_41");
    assertThatThrownBy(() -> restore(RUN, seal))
        .hasMessageContaining(
            "the sealed copy keeper_drydock_41 is gone, and this run has no durable backup. keeper is"
                + " as the upgrade left it. Bring the copy back (its volume, or the server's own"
                + " backup), then: drydock resume keeper-41");
  }

  @Test
  void aRestoreThatIsNotExactIsAFailureThatNamesTheTables() throws Exception {
    Seal seal = seal(RUN);
    postgres.superuser("postgres", "ALTER DATABASE keeper_drydock_41 ALLOW_CONNECTIONS true");
    postgres.superuser("keeper_drydock_41", "UPDATE plain SET v = v + 1 WHERE id = 5");
    assertThatThrownBy(() -> restore(RUN, seal)).hasMessageContaining("differs in public.plain");
  }

  @Test
  void ownerRightsLimitsSettingsAndCommentAreCarriedOver() throws Exception {
    postgres.superuser(
        "postgres",
        "COMMENT ON DATABASE keeper IS 'the keeper''s own'",
        "REVOKE CONNECT ON DATABASE keeper FROM PUBLIC",
        "GRANT CONNECT ON DATABASE keeper TO bot WITH GRANT OPTION",
        "ALTER DATABASE keeper CONNECTION LIMIT 17",
        "ALTER DATABASE keeper SET search_path = \"$user\", public, \"Odd Name\"",
        "ALTER DATABASE keeper SET work_mem = '7MB'",
        "ALTER DATABASE keeper SET application_name = 'it''s \\ @ 5 %s'",
        "ALTER ROLE drydock IN DATABASE keeper SET lock_timeout = '5s'");
    String look =
        "SELECT concat_ws('|', pg_get_userbyid(datdba), datconnlimit, datallowconn,"
            + " shobj_description(d.oid, 'pg_database'),"
            + " (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(datacl) a),"
            + " (SELECT string_agg(setrole::regrole::text || (SELECT string_agg(c, ';' ORDER BY c)"
            + " FROM unnest(setconfig) c), ' ' ORDER BY setrole) FROM pg_db_role_setting s"
            + " WHERE s.setdatabase = d.oid)) FROM pg_database d WHERE datname = 'keeper'";
    List<String> before = postgres.query("postgres", look);
    Seal seal = seal(RUN);
    restore(RUN, seal);
    databases.release(app, RUN);
    assertThat(postgres.query("postgres", look)).isEqualTo(before);
    assertThat(before.get(0)).contains("17", "work_mem=7MB", "lock_timeout", "keeper's own");
  }

  @Test
  void tidyKeepsThisRunAndTheNewestEarlierOnes() throws Exception {
    for (int run = 38; run <= 41; run++) {
      Seal seal = seal("keeper-" + run);
      if (run == 39) {
        restore("keeper-39", seal);
      }
      databases.release(app, "keeper-" + run);
    }
    postgres.superuser("postgres", "CREATE DATABASE keeper_drydock_7");
    AppConfig keeping =
        TestApps.keeper(app.database(), TestApps.backup(directory, Duration.ZERO, null));
    backups(keeping, new MemoryJournal()).tidy(TestApps.in(keeping, RUN, Step.REPORT, COPY));
    assertThat(databaseNames())
        .containsExactly("keeper", "keeper_drydock_40", "keeper_drydock_41", "keeper_drydock_7");
  }

  @Test
  void tidyKeepsAFailedDatabaseUntilItsTimeIsOver() throws Exception {
    restore("keeper-39", seal("keeper-39"));
    databases.release(app, "keeper-39");
    seal("keeper-40");
    databases.release(app, "keeper-40");
    AppConfig keeping =
        TestApps.keeper(app.database(), TestApps.backup(directory, Duration.ofDays(14), null));
    seal("keeper-38");
    databases.release(app, "keeper-38");
    backups(keeping, new MemoryJournal()).tidy(TestApps.in(keeping, RUN, Step.REPORT, COPY));
    assertThat(databaseNames()).containsExactly("keeper", "keeper_drydock_40", "keeper_failed_39");
  }
}
