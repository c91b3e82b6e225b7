package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.FenceWay;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attempts that come late, and migrations that write over the mark. */
class LostMarkTest extends WithFence {
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
