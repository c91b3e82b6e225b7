package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.FenceWay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Whom it keeps out, whom it lets through, and that it leaves no trace. */
class FenceTest extends WithFence {
  private static final WayBack COPY = new WayBack(null, "not here", "copy");

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
}
