package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.HoldChanged;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.FenceWay;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FenceTest extends WithPostgres {
  private static final String RUN = "keeper-41";
  private static final WayBack COPY = new WayBack(null, "not here", "copy");

  /** All that the fence may touch. */
  private static final String OUTSIDE =
      "SELECT concat_ws(' ', datallowconn, datconnlimit, datacl, shobj_description(oid, 'pg_database'),"
          + " (SELECT string_agg(concat(setrole, setconfig), ' ' ORDER BY setrole)"
          + " FROM pg_db_role_setting WHERE setdatabase = d.oid))"
          + " FROM pg_database d WHERE datname = 'keeper'";

  @TempDir Path directory;
  private AppConfig app;
  private MemoryJournal journal;
  private PostgresDatabases databases;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    journal = new MemoryJournal();
    databases = databases(journal);
    databases.claim(app, RUN);
  }

  private PostgresDatabases databases(MemoryJournal ofInstallation) {
    return new PostgresDatabases(TestPostgres.SECRETS, ofInstallation, ClientTools.in(directory));
  }

  private static final class Noted implements Fences.Seen {
    final List<String> sessions = new CopyOnWriteArrayList<>();
    final List<String> waits = new CopyOnWriteArrayList<>();

    @Override
    public void ended(String session) {
      sessions.add(session);
    }

    @Override
    public void waiting(String line) {
      waits.add(line);
    }
  }

  @Test
  void whoIsOnItIsEndedAndNamedAndNobodyComesBack() throws Exception {
    try (Connection worker = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Sql.run(worker, "SET application_name = 'forgotten worker'");
      Sql.run(worker, "INSERT INTO plain VALUES (1000, 1)");
      assertThat(databases.fence(app, RUN))
          .singleElement()
          .asString()
          .contains("keeper from", "forgotten worker", "last INSERT")
          .doesNotContain("1000");
      assertThat(worker.isValid(1)).isFalse();
    }
    assertThatThrownBy(() -> postgres.connect("keeper", "keeper", "keeper-secret"))
        .hasMessageContaining("not currently accepting connections");
    assertThatThrownBy(() -> postgres.connect("keeper", "postgres", ""))
        .as("not even a superuser")
        .hasMessageContaining("not currently accepting connections");
  }

  /** A worker that tries all the time: while the tool is let in it gets a session, and no write. */
  @Test
  void whileTheToolWorksNobodyElseWrites() throws Exception {
    databases.fence(app, RUN);
    Noted ended = new Noted();
    try (Fences.Pass pass = databases.letIn(app, RUN, Set.of(), ended);
        Connection tool = postgres.tool(RUN)) {
      List<String> refusals = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        try (Connection worker = postgres.connect("keeper", "keeper", "keeper-secret")) {
          Sql.run(worker, "INSERT INTO plain VALUES (" + (1000 + i) + ", 1)");
        } catch (SQLException e) {
          refusals.add(e.getMessage());
        }
      }
      assertThat(refusals).hasSize(20);
      assertThat(refusals).anyMatch(refusal -> refusal.contains("read-only transaction"));
      try (Connection stays = postgres.connect("keeper", "keeper", "keeper-secret")) {
        await().until(() -> !stays.isValid(1));
      }
      Sql.run(tool, "UPDATE keeper_version SET version = 'k5'");
      assertThat(databases.query(app, "SELECT count(*)::text FROM plain")).containsExactly("100");
    }
    assertThat(ended.sessions).anyMatch(session -> session.contains("keeper from"));
    assertThatThrownBy(() -> postgres.tool(RUN)).as("the pass is over").isNotNull();
  }

  /** An application's pool that got a session under the fence would be refused for ever. */
  @Test
  void whoCameInUnderTheFenceDoesNotStayReadOnly() throws Exception {
    databases.fence(app, RUN);
    postgres.superuser("postgres", "ALTER DATABASE keeper ALLOW_CONNECTIONS true");
    try (Connection early = postgres.connect("keeper", "keeper", "keeper-secret")) {
      databases.unfence(app, RUN);
      assertThat(early.isValid(1)).isFalse();
    }
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    databases.release(app, RUN);

    databases.claim(app, RUN);
    databases.fence(app, RUN);
    Fences.Pass pass = databases.letIn(app, RUN, Set.of("127.0.0.1"), Fences.Seen.NOTHING);
    try (Connection stays = postgres.connect("keeper", "keeper", "keeper-secret")) {
      pass.close();
      assertThat(stays.isValid(1)).as("the pass is over").isFalse();
    }
  }

  /** New pods that start early ask for the fence at a time that is not theirs to choose. */
  @Test
  void raisingItAgainEndsNobodyWhoWasLetIn() throws Exception {
    databases.raise(app, RUN);
    assertThatThrownBy(() -> postgres.application("SELECT 1")).isNotNull();
    databases.fence(app, RUN);
    try (Fences.Pass pass = databases.letIn(app, RUN);
        Connection tool = postgres.tool(RUN)) {
      databases.raise(app, RUN);
      assertThat(tool.isValid(1)).isTrue();
      postgres.tool(RUN).close();
    }
  }

  /** The guard's last line: one who writes on purpose is ended within moments. */
  @Test
  void whoAsksToWriteIsEnded() throws Exception {
    databases.fence(app, RUN);
    Noted ended = new Noted();
    try (Fences.Pass pass = databases.letIn(app, RUN, Set.of(), ended);
        Connection tool = postgres.tool(RUN);
        Connection stubborn = postgres.connect("keeper", "keeper", "keeper-secret")) {
      await().until(() -> !stubborn.isValid(1));
      assertThat(tool.isValid(1)).as("the tool's own session").isTrue();
    }
  }

  @Test
  void whoComesFromTheMaintenancePodIsLetThroughWithoutTheName() throws Exception {
    databases.fence(app, RUN);
    Noted ended = new Noted();
    try (Fences.Pass pass = databases.letIn(app, RUN, Set.of("127.0.0.1"), ended);
        Connection tool = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Thread.sleep(300);
      assertThat(tool.isValid(1)).isTrue();
      assertThat(ended.sessions).isEmpty();
    }
  }

  /** The pod is dead, and its server session has not noticed: it would commit after the look. */
  @Test
  void whatTheServerStillDoesForADeadToolIsStopped() throws Exception {
    databases.fence(app, RUN);
    try (Fences.Pass pass = databases.letIn(app, RUN, Set.of("127.0.0.1"), Fences.Seen.NOTHING);
        Connection tool = postgres.connect("keeper", "keeper", "keeper-secret");
        Connection proof = postgres.connect("keeper", "drydock", "drydock-secret")) {
      Sql.run(proof, "SET application_name = 'drydock/proof/keeper-41'");
      Sql.run(tool, "SET application_name = 'a tool with a name of its own'");
      Sql.run(tool, "SET default_transaction_read_only = off");
      CompletableFuture<Void> works =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Sql.run(
                      tool,
                      "DO $$BEGIN UPDATE keeper_version SET version = 'k5';"
                          + " PERFORM pg_sleep(60); END$$");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      String itsSessions =
          "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'a tool%'"
              + " AND wait_event = 'PgSleep'";
      await().until(() -> !postgres.query("postgres", itsSessions).isEmpty());

      pass.endSessions();
      assertThat(postgres.query("postgres", itsSessions)).isEmpty();
      assertThat(databases.query(app, "SELECT version FROM keeper_version")).containsExactly("k3");
      assertThatThrownBy(works::join).hasRootCauseInstanceOf(SQLException.class);
      assertThat(proof.isValid(1)).as("what is read for a proof").isTrue();
      pass.endSessions();
    }
  }

  private void fencedBy(FenceWay way) {
    DatabaseConfig at = app.database();
    app =
        TestApps.keeper(
            new DatabaseConfig(
                at.engine(),
                at.host(),
                at.port(),
                at.name(),
                at.user(),
                at.password(),
                "postgres",
                way),
            app.backup());
  }

  @Test
  void aFenceForOthersToolsIsOpenWhileTheyRun() throws Exception {
    fencedBy(FenceWay.SEAL);
    databases.fence(app, RUN);
    try (Fences.Pass pass = databases.letIn(app, RUN);
        Connection other = postgres.connect("keeper", "keeper", "keeper-secret");
        Connection tool = postgres.tool(RUN)) {
      postgres.application("INSERT INTO plain VALUES (1000, 1)");
      pass.endSessions();
      assertThat(tool.isValid(1)).isFalse();
      assertThat(other.isValid(1)).as("nobody else is kept out").isTrue();
    }
    assertThatThrownBy(() -> postgres.application("SELECT 1")).isNotNull();
  }

  /** Whatever stood there, and after every process that knew of it is gone. */
  @Test
  void whatWasThereIsPutBackExactly() throws Exception {
    postgres.superuser(
        "postgres",
        "ALTER DATABASE keeper CONNECTION LIMIT 17",
        "ALTER DATABASE keeper SET default_transaction_read_only = off",
        "ALTER DATABASE keeper SET work_mem = '7MB'",
        "ALTER ROLE keeper IN DATABASE keeper SET default_transaction_read_only = off",
        "COMMENT ON DATABASE keeper IS 'it''s ours'",
        "REVOKE CONNECT ON DATABASE keeper FROM PUBLIC");
    databases.release(app, RUN);
    List<String> before = postgres.query("postgres", OUTSIDE);
    databases.claim(app, RUN);
    databases.fence(app, RUN);
    databases.fence(app, RUN);
    assertThat(postgres.query("postgres", OUTSIDE)).isNotEqualTo(before);
    databases(journal).unfence(app, RUN);
    databases(journal).unfence(app, RUN);
    databases(journal).release(app, RUN);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
    databases.release(app, RUN);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
  }

  @Test
  void aRollbackInsideTheFencePutsBackExactlyToo() throws Exception {
    postgres.superuser(
        "postgres",
        "ALTER DATABASE keeper SET work_mem = '7MB'",
        "COMMENT ON DATABASE keeper IS 'ours'");
    databases.release(app, RUN);
    List<String> before = postgres.query("postgres", OUTSIDE);
    Backups backups =
        new Backups(
            new Apps(List.of(app)),
            TestApps.engines(databases),
            journal,
            (run, ofApp) -> {},
            ofApp -> "k3");
    databases.claim(app, RUN);
    Seal seal = backups.seal(TestApps.in(app, RUN, Step.SEAL, COPY));
    postgres.tool(databases, app, RUN, "DROP TABLE document");
    backups.restore(
        new BackupActivities.Restore(
            new StepRef(RUN, "keeper", Step.UPGRADE, true), TestApps.plan(app, COPY), seal));
    assertThatThrownBy(() -> postgres.application("SELECT 1")).as("fenced still").isNotNull();
    databases.unfence(app, RUN);
    databases.release(app, RUN);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
    postgres.application("INSERT INTO document VALUES (3, '{}')");
  }

  @Test
  void theRunOfAnotherInstallationIsNotLetNear() throws Exception {
    PostgresDatabases other = databases(new MemoryJournal());
    databases.claim(app, RUN);
    for (String run : List.of(RUN, "keeper-42")) {
      assertThatThrownBy(() -> other.claim(app, run)).hasMessageContaining("held by run keeper-41");
      assertThatThrownBy(() -> other.fence(app, run)).hasMessageContaining("held by run keeper-41");
      assertThatThrownBy(() -> other.unfence(app, run)).hasMessageContaining("held by run");
      other.release(app, run);
    }
    assertThatThrownBy(() -> databases.claim(app, "keeper-42"))
        .as("another run of the same Drydock, by another name of the server")
        .hasMessageContaining("held by run keeper-41");
    assertThatThrownBy(() -> other.facts(app))
        .as("found in its plan")
        .hasMessageContaining("held by run keeper-41")
        .hasMessageContaining("drydock unfence keeper");
    databases.facts(app);
    databases.release(app, RUN);
    other.facts(app);
    other.claim(app, RUN);
  }

  @Test
  void whatARunThatHasEndedLeftIsTakenOverAndWhatIsFencedIsNot() throws Exception {
    databases.claim(app, RUN);
    databases.requireFree(app, RUN);
    assertThatThrownBy(() -> databases.requireFree(app, "keeper-42"))
        .hasMessageContaining("held by run keeper-41");
    journal.close(RUN);
    databases.requireFree(app, "keeper-42");
    databases.claim(app, "keeper-42");
    assertThat(databases.held(app).orElseThrow().run()).isEqualTo("keeper-42");
    assertThatThrownBy(() -> databases.claim(app, RUN))
        .hasMessageContaining("held by run keeper-42");
    databases.release(app, "keeper-42");
    assertThat(databases.held(app)).isEmpty();

    databases.claim(app, "keeper-43");
    databases.fence(app, "keeper-43");
    journal.close("keeper-43");
    assertThatThrownBy(() -> databases.claim(app, "keeper-44"))
        .as("who knows what stands behind it")
        .hasMessageContaining("held by run keeper-43");
    databases.unfence(app, "keeper-43");
    databases.release(app, "keeper-43");
  }

  @Test
  void ofManyWhoClaimOneGetsIt() throws Exception {
    databases.release(app, RUN);
    for (int round = 0; round < 5; round++) {
      CyclicBarrier together = new CyclicBarrier(4);
      List<CompletableFuture<Boolean>> claims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        PostgresDatabases one = databases(new MemoryJournal());
        claims.add(
            CompletableFuture.supplyAsync(
                () -> claims(one, together), work -> new Thread(work).start()));
      }
      assertThat(claims.stream().map(CompletableFuture::join).filter(got -> got)).hasSize(1);
      postgres.superuser("postgres", "COMMENT ON DATABASE keeper IS NULL");
    }
  }

  private boolean claims(PostgresDatabases one, CyclicBarrier together) {
    try {
      together.await();
      one.claim(app, RUN);
      return true;
    } catch (ApplicationFailure refused) {
      return false;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whomTheToolWaitsForIsTold() throws Exception {
    databases.fence(app, RUN);
    Noted noted = new Noted();
    try (Fences.Pass pass = databases.letIn(app, RUN, Set.of(), noted);
        Connection root = postgres.connect("keeper", "postgres", "");
        Connection tool = postgres.tool(RUN)) {
      root.setAutoCommit(false);
      Sql.run(root, "SET application_name = 'exporter'");
      Sql.run(root, "LOCK TABLE plain IN ACCESS SHARE MODE");
      Sql.run(tool, "SET lock_timeout = '2500ms'");
      assertThatThrownBy(() -> Sql.run(tool, "ALTER TABLE plain ADD COLUMN secret text"))
          .hasMessageContaining("lock timeout");
      assertThat(noted.waits)
          .anyMatch(line -> line.startsWith("ALTER waits for accessexclusivelock of "))
          .allMatch(line -> line.contains("which postgres (pid ") && line.contains("exporter"))
          .noneMatch(line -> line.contains("secret"));
      assertThat(noted.sessions).anyMatch(line -> line.contains("only a superuser may end"));
    }
  }

  @Test
  void aPersonMayBreakTheHoldOfARunThatIsNoMore() throws Exception {
    databases.release(app, RUN);
    List<String> before = postgres.query("postgres", OUTSIDE);
    PostgresDatabases other = databases(new MemoryJournal());
    other.claim(app, RUN);
    other.fence(app, RUN);
    assertThat(databases.held(app))
        .hasValueSatisfying(
            hold -> {
              assertThat(hold.run()).isEqualTo(RUN);
              assertThat(hold.isOurs()).isFalse();
              assertThat(hold.isFenced()).isTrue();
            });
    String shown = shown();
    databases.breakHold(app, shown);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
    assertThat(databases.held(app)).isEmpty();
    databases.breakHold(app, shown);
  }

  private String shown() {
    return databases.held(app).orElseThrow().id();
  }

  @Test
  void whatChangedHandsSinceItWasShownIsLeftAlone() throws Exception {
    databases.release(app, RUN);
    PostgresDatabases other = databases(new MemoryJournal());
    other.claim(app, RUN);
    String shown = shown();
    other.release(app, RUN);
    other.claim(app, "keeper-42");
    leftAlone(shown, "but by run keeper-42 (worker");

    String ofNext = shown();
    other.fence(app, "keeper-42");
    leftAlone(ofNext, "fenced"); // it goes on, whatever was thought of it

    String ofFenced = shown();
    other.release(app, "keeper-42");
    databases.claim(app, RUN);
    try (Connection user = postgres.connect("keeper", "keeper", "keeper-secret")) {
      leftAlone(ofFenced, "but by run keeper-41");
      Sql.run(user, "INSERT INTO plain VALUES (1000, 1)");
    }
    databases.breakHold(app, shown());
    assertThat(databases.held(app)).isEmpty();
  }

  private void leftAlone(String shown, String now) throws Exception {
    List<String> before = postgres.query("postgres", OUTSIDE);
    assertThatThrownBy(() -> databases.breakHold(app, shown))
        .isInstanceOf(HoldChanged.class)
        .hasMessageContaining("is no longer held by what you were shown")
        .hasMessageContaining(now);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
  }

  @Test
  void aSuperusersSessionIsNamedWithTheStatementThatEndsIt() throws Exception {
    try (Connection root = postgres.connect("keeper", "postgres", "")) {
      Sql.run(root, "SET application_name = 'exporter'");
      assertThatThrownBy(() -> databases.fence(app, RUN))
          .hasMessageContaining("only a superuser may end")
          .hasMessageContaining("exporter")
          .hasMessageContaining("SELECT pg_terminate_backend(");
    }
  }

  @Test
  void aDatabaseThatIsClosedTellsWhoHoldsIt() {
    databases.fence(app, RUN);
    assertThatThrownBy(() -> databases.facts(app))
        .hasMessageContaining("held by run keeper-41")
        .hasMessageContaining("fenced");
  }

  /** Its worker stood still, another one let users in, and now its pass is closed. */
  @Test
  void aLateAttemptNeitherShutsUsersOutNorEndsThem() throws Exception {
    databases.fence(app, RUN);
    Fences.Pass late = databases.letIn(app, RUN);
    databases(journal).unfence(app, RUN);
    try (Connection user = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Sql.run(user, "SELECT pg_sleep(0.3)");
      late.endSessions();
      late.close();
      Sql.run(user, "INSERT INTO plain VALUES (1000, 1)");
    }
    assertThatThrownBy(() -> databases.fence(app, RUN)).hasMessageContaining("has let users into");
    assertThatThrownBy(() -> databases.raise(app, RUN)).hasMessageContaining("has let users into");
    databases.release(app, RUN);
    late.close();
    assertThatThrownBy(() -> databases.fence(app, RUN)).hasMessageContaining("does not hold");
    assertThatThrownBy(() -> databases.raise(app, RUN)).hasMessageContaining("does not hold");
    postgres.application("INSERT INTO plain VALUES (1001, 1)");
    assertThat(databases.held(app)).isEmpty();
  }

  /** As the first attempt of a step that is late is woken once everything is over. */
  @ParameterizedTest
  @EnumSource
  void aLateAttemptChangesNothingAlsoWhereTheMigrationHasCommented(FenceWay way) throws Exception {
    fencedBy(way);
    Fences.Pass late = commented();
    databases(journal).unfence(app, RUN);
    databases(journal).release(app, RUN);
    journal.close(RUN);
    late.endSessions();
    late.close();
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThat(databases.held(app)).isEmpty();
  }

  /** One run's attempt, late, at a fence of the next one whose mark was just commented away. */
  @Test
  void aRunThatIsOverDoesNothingToAFenceWithoutAName() throws Exception {
    databases.fence(app, RUN);
    Fences.Pass late = databases.letIn(app, RUN);
    databases(journal).unfence(app, RUN);
    journal.close(RUN);
    databases.claim(app, "keeper-42");
    databases.fence(app, "keeper-42");
    try (Fences.Pass pass = databases.letIn(app, "keeper-42");
        Connection tool = postgres.tool("keeper-42")) {
      Sql.run(tool, "COMMENT ON DATABASE keeper IS 'of 1.9.0'");
      assertThatThrownBy(() -> databases.unfence(app, RUN)).hasMessageContaining("is held by");
      assertThatThrownBy(() -> databases.letIn(app, RUN)).hasMessageContaining("is held by");
      assertThatThrownBy(late::endSessions).hasMessageContaining("is held by");
      late.close();
      Sql.run(tool, "UPDATE keeper_version SET version = 'k5'");
    }
    assertThat(databases.held(app).orElseThrow().run()).isEqualTo("keeper-42");
    databases.unfence(app, "keeper-42");
    databases.release(app, "keeper-42");
  }

  @Test
  void aMigrationMayPutTheSettingBack() throws Exception {
    databases.fence(app, RUN);
    Fences.Pass pass = databases.letIn(app, RUN);
    try (Connection tool = postgres.tool(RUN)) {
      Sql.run(tool, "ALTER DATABASE keeper RESET default_transaction_read_only");
    }
    pass.leave();
    try (Fences.Pass next = databases(journal).letIn(app, RUN)) {
      assertThatThrownBy(() -> postgres.application("INSERT INTO plain VALUES (1000, 1)"))
          .isNotNull();
    }
    databases.unfence(app, RUN);
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
  }

  private Fences.Pass commented() throws SQLException {
    databases.fence(app, RUN);
    Fences.Pass pass = databases.letIn(app, RUN);
    try (Connection tool = postgres.tool(RUN)) {
      Sql.run(tool, "COMMENT ON DATABASE keeper IS 'of 1.9.0'");
    }
    return pass;
  }

  @ParameterizedTest
  @EnumSource
  void aMigrationMayCommentOnTheDatabaseAndItsWorkerDie(FenceWay way) throws Exception {
    fencedBy(way);
    commented().leave();
    assertThatThrownBy(() -> databases.claim(app, "keeper-42"))
        .as("not anybody's, although nobody's name is on it")
        .hasMessageContaining("a COMMENT ON DATABASE of its migration has overwritten");
    try (Fences.Pass next = databases(journal).letIn(app, RUN);
        Connection forgotten = postgres.connect("keeper", "keeper", "keeper-secret")) {
      assertThat(databases.held(app)).get().matches(hold -> hold.run().equals(RUN));
      if (way == FenceWay.FULL) {
        await().until(() -> !forgotten.isValid(1));
      }
    }
    databases(journal).fence(app, RUN);
    assertThat(databases.held(app)).get().matches(Fences.Hold::isFenced);
    databases.unfence(app, RUN);
    databases.release(app, RUN);
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThat(postgres.query("postgres", OUTSIDE).get(0)).contains("of 1.9.0");
  }

  @Test
  void aFenceWithoutANameIsFoundAndAPersonTakesItDown() throws Exception {
    commented().leave();
    journal.close(RUN);
    assertThatThrownBy(() -> databases.facts(app))
        .as("found in the next plan")
        .hasMessageContaining("is held by the fence of a run whose name")
        .hasMessageContaining("drydock unfence keeper");
    assertThatThrownBy(() -> databases.fence(app, RUN))
        .as("a late attempt of a run that is over")
        .hasMessageContaining("is held by");
    Fences.Hold left = databases.held(app).orElseThrow();
    assertThat(left).matches(Fences.Hold::isFenced).matches(hold -> !hold.isOurs());
    databases.breakHold(app, left.id());
    assertThat(databases.held(app)).isEmpty();
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThat(postgres.query("postgres", OUTSIDE).get(0)).contains("of 1.9.0");
  }

  @Test
  void aTeamsOwnSettingIsNoFence() throws Exception {
    databases.release(app, RUN);
    postgres.superuser("postgres", "ALTER DATABASE keeper SET default_transaction_read_only = on");
    List<String> before = postgres.query("postgres", OUTSIDE);
    assertThat(databases.held(app)).isEmpty();
    databases.claim(app, RUN);
    databases.fence(app, RUN);
    try (Fences.Pass pass = databases.letIn(app, RUN);
        Connection tool = postgres.tool(RUN)) {
      Sql.run(tool, "COMMENT ON DATABASE keeper IS NULL");
    }
    databases.unfence(app, RUN);
    databases.release(app, RUN);
    assertThat(postgres.query("postgres", OUTSIDE)).isEqualTo(before);
  }

  @Test
  void aMigrationMayCommentOnTheDatabase() throws Exception {
    databases.fence(app, RUN);
    try (Fences.Pass pass = databases.letIn(app, RUN);
        Connection tool = postgres.tool(RUN)) {
      Sql.run(tool, "COMMENT ON DATABASE keeper IS 'of 1.9.0'");
    }
    assertThat(databases.held(app)).get().matches(Fences.Hold::isFenced);
    assertThatThrownBy(() -> postgres.connect("keeper", "keeper", "keeper-secret"))
        .hasMessageContaining("not currently accepting connections");
    try (Fences.Pass pass = databases.letIn(app, RUN)) {
      assertThat(databases.query(app, "SELECT 1")).containsExactly("1");
    }
    databases.unfence(app, RUN);
    databases.release(app, RUN);
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThat(postgres.query("postgres", OUTSIDE).get(0))
        .contains("of 1.9.0")
        .doesNotContain("drydock");
  }
}
