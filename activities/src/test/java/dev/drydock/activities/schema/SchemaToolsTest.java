package dev.drydock.activities.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers as recorded from the tools themselves. */
class SchemaToolsTest {
  private static final SchemaTool ALEMBIC = tool("alembic");
  private static final SchemaTool LIQUIBASE = tool("liquibase");

  @Test
  void alembicTargetIsItsOneHead() {
    assertThat(ALEMBIC.target(ok("r3 (head)\n"), "r1")).isEqualTo("r3");
    assertThat(ALEMBIC.target(ok("c1 (billing) (head)\n"), "")).isEqualTo("c1");
    assertThat(ALEMBIC.target(ok("2024-01-01 INFO starting\n8c74e2d7f1ff (head)\n"), ""))
        .isEqualTo("8c74e2d7f1ff");
  }

  @Test
  void alembicWithTwoHeadsIsRefusedNamingBoth() {
    assertThatThrownBy(() -> ALEMBIC.target(ok("r3b (head)\nr3 (head)\n"), "r1"))
        .isInstanceOf(ToolTrouble.class)
        .hasMessageContaining("2 heads (r3, r3b)")
        .hasMessageContaining("merge them with \"alembic merge heads\"")
        .hasMessageContaining("branches that are to stay apart it does not support");
  }

  /** What another branch depends on is no head to be merged: one row tells where the app is. */
  @Test
  void alembicDependencyIsNoSecondHead() {
    assertThat(ALEMBIC.target(ok("b1 (billing) (effective head)\ns2 (head)\n"), ""))
        .isEqualTo("s2");
  }

  @Test
  void alembicPendingIsOldestFirstWithoutTheCurrentOne() {
    String history = "r2 -> r3 (head), add age\nr1 -> r2, add email, twice\n<base> -> r1, create\n";
    assertThat(ALEMBIC.pendingCommand("r1", "r3"))
        .contains(List.of("alembic", "history", "-r", ":r3"));
    assertThat(ALEMBIC.pending(ok(history), "r1", "r3"))
        .containsExactly(new Change("r2", "add email, twice"), new Change("r3", "add age"));
    assertThat(ALEMBIC.pending(ok(history), "", "r3")).hasSize(3);
  }

  /** Alembic 1.8 and 1.20 answered so to "history -r :m", and ran x1 and m from r2 on. */
  private static final String MERGED =
      """
      r2, x1 -> m (head) (mergepoint), merge
      r1 -> r2, add email
      r1 -> x1, a, b -> c (head), odd message
      <base> -> r1 (branchpoint), create
      """;

  @Test
  void alembicMergeBringsTheOtherBranchAlong() {
    Change x1 = new Change("x1", "a, b -> c (head), odd message");
    Change m = new Change("m", "merge");
    assertThat(ALEMBIC.pending(ok(MERGED), "r2", "m")).containsExactly(x1, m);
    assertThat(ALEMBIC.pending(ok(MERGED), "r2+x1", "m")).containsExactly(m);
    assertThat(ALEMBIC.pending(ok(MERGED), "", "m"))
        .extracting(Change::id)
        .containsExactly("r1", "x1", "r2", "m");
  }

  /** And to "history -r :t", where s1 depends on b1, and s2 on a branch by its label. */
  @Test
  void alembicDependenciesRunToo() {
    String history =
        """
        s2, b2 -> t (billing) (head) (mergepoint), join
        s1 (billing, r1) -> s2, needs more
        m (b1) -> s1, needs billing
        r2, x1 -> m (mergepoint), merge
        r1 -> r2, add email
        b1 -> b2 (billing), billing goes on
        r1 -> x1, odd message
        <base> -> b1 (billing), billing begins
        <base> -> r1 (branchpoint), create
        """;
    assertThat(ids(history, "m", "t")).containsExactly("b1", "b2", "s1", "s2", "t");
    assertThat(ids(history, "s2", "t")).containsExactly("b2", "t");
    assertThat(ids(history, "b2+s2", "t")).containsExactly("t");
  }

  /** Alembic prints "(billing)" at all of a branch; which one bears the label is not told. */
  @Test
  void alembicDependencyByLabelShowsRatherTooMuch() {
    String history =
        """
        r1 (billing) -> r2 (head), needs billing
        b1 -> b2 (billing), billing goes on
        <base> -> b1 (billing), billing begins
        <base> -> r1, create
        """;
    assertThat(ids(history, "r1", "r2")).containsExactly("b1", "b2", "r2");
    assertThat(ids("r2 -> r3 (head), more\n" + history, "r2", "r3")).containsExactly("b2", "r3");
  }

  private static List<String> ids(String history, String current, String target) {
    return ALEMBIC.pending(ok(history), current, target).stream().map(Change::id).toList();
  }

  /** Alembic: "Requested revision r2 overlaps with other requested revisions r1". */
  @Test
  void alembicRowsOfWhichOneIncludesTheOtherAreRefused() {
    assertThatThrownBy(() -> ALEMBIC.pending(ok(MERGED), "r1+r2", "m"))
        .isInstanceOf(ToolTrouble.class)
        .hasMessage(
            "alembic_version has rows for r2 and for r1, which r2 already includes; delete the row"
                + " of r1");
    assertThatThrownBy(() -> ALEMBIC.pending(ok(MERGED), "m+x1", "m"))
        .hasMessageContaining("delete the row of x1");
  }

  @Test
  void alembicHistoryWithAGapIsNotTakenForAllOfIt() {
    assertThatThrownBy(
            () -> ALEMBIC.pending(ok("r2 -> r3 (head), c\n<base> -> r1, a\n"), "r1", "r3"))
        .isInstanceOf(ToolTrouble.class)
        .hasMessage("\"tool\" does not list r2");
  }

  @Test
  void alembicUnknownRevisionInTheDatabaseIsToldAsSuch() {
    assertThatThrownBy(() -> ALEMBIC.pending(ok(MERGED), "deadbeef+r2", "m"))
        .hasMessageContaining(
            "the database is at revision deadbeef, which the image does not know");
  }

  @Test
  void alembicBrokenVersionFileIsToldByItsLastWords() {
    ToolOutput answer =
        new ToolOutput(
            List.of("alembic", "heads"),
            1,
            "",
            "Traceback (most recent call last):\n  File \"x\"\nSyntaxError: invalid syntax\n");
    assertThatThrownBy(() -> ALEMBIC.target(answer, ""))
        .hasMessage("\"alembic heads\" ended with code 1: SyntaxError: invalid syntax");
  }

  @Test
  void coloursHideNoAnswer() {
    assertThat(ALEMBIC.target(ok("\u001B[32mr3 (head)\u001B[0m\n"), "r1")).isEqualTo("r3");
    ToolOutput failed =
        new ToolOutput(List.of("tool"), 1, "", "\u001B[31mERROR\u001B[0m: no\nbye\nbye");
    assertThat(failed.complaint()).isEqualTo("ERROR: no bye");
  }

  @Test
  void alembicIsCalledForExactlyWhatWasPlanned() {
    assertThat(ALEMBIC.upgradeCommand(plan("r1", "r3", 2)))
        .containsExactly("alembic", "upgrade", "r3");
    assertThat(ALEMBIC.sqlCommand("r1", "r3", 2))
        .contains(List.of("alembic", "upgrade", "r1:r3", "--sql"));
    assertThat(ALEMBIC.sqlCommand("", "r3", 3))
        .contains(List.of("alembic", "upgrade", "r3", "--sql"));
    assertThat(ALEMBIC.sqlCommand("r2+x1", "m", 1)).as("it knows one start only").isEmpty();
    assertThat(tool("flask-migrate").upgradeCommand(plan("r1", "r3", 2)))
        .containsExactly("flask", "db", "upgrade", "r3");
  }

  @Test
  void configuredCommandComesInsteadOfThePresets() {
    SchemaTool tool =
        SchemaTools.of(
            new SchemaConfig(
                "alembic", List.of("alembic", "-c", "/app/a.ini"), Map.of(), null, null, null));
    assertThat(tool.targetCommand()).containsExactly("alembic", "-c", "/app/a.ini", "heads");
  }

  @Test
  void alembicVersionTableDecides() {
    FakeRows rows = new FakeRows();
    assertThat(ALEMBIC.revision(rows.table())).isEmpty();
    rows.put("alembic_version", "r2");
    assertThat(ALEMBIC.revision(rows.table())).isEqualTo("r2");
    rows.put("alembic_version", "r2", "r3");
    assertThat(ALEMBIC.revision(rows.table())).isEqualTo("r2+r3");
    assertThat(ALEMBIC.isAt(ok("r3\nr2\nb1 (effective head)\n"), "r2+r3")).isTrue();
    assertThat(ALEMBIC.isAt(ok("r3 (head)\n"), "r2+r3")).isFalse();
  }

  @Test
  void noRevisionIsFineInAnEmptyDatabaseOnly() {
    FakeRows rows = new FakeRows();
    var app = FakeRows.app(new SchemaConfig("alembic", List.of(), Map.of(), null, null, null));
    rows.put("alembic_version");
    assertThat(SchemaTools.knownRevision(rows, app)).isEmpty();
    rows.fill("build", "product");
    rows.put("information_schema.tables");
    assertThatThrownBy(() -> SchemaTools.knownRevision(rows, app))
        .isInstanceOf(ToolTrouble.class)
        .hasMessageContaining("no revision is recorded in keeper@db:5432")
        .hasMessageContaining("(build, product)")
        .hasMessageContaining("If its record is another table, name that by schema.versionTable.")
        .hasMessageContaining("\"alembic stamp REVISION\"");
    rows.put("information_schema.tables", "sales.alembic_version");
    assertThatThrownBy(() -> SchemaTools.knownRevision(rows, app))
        .hasMessageContaining(
            "There is sales.alembic_version: if that is its record, name it by"
                + " schema.versionTable. If not, find out, then record it");
    rows.put("alembic_version", "r2");
    assertThat(SchemaTools.knownRevision(rows, app)).isEqualTo("r2");
  }

  /** PostgreSQL: "value too long for type character varying(32)", when users are out. */
  @Test
  void alembicRevisionThatIsTooLongForItsTableIsRefused() {
    FakeRows rows = new FakeRows();
    String longer = "add_the_age_of_each_build_in_days";
    SchemaPlan plan =
        new SchemaPlan(
            "alembic",
            "r1",
            "r3",
            List.of(new Change(longer, ""), new Change("r3", "")),
            2,
            null,
            "");
    rows.put("information_schema.columns", "33");
    ALEMBIC.requireRoom(rows.table(), plan);
    rows.put("information_schema.columns");
    ALEMBIC.requireRoom(rows.table(), plan);
    rows.put("information_schema.columns", "32");
    assertThatThrownBy(() -> ALEMBIC.requireRoom(rows.table(), plan))
        .isInstanceOf(ToolTrouble.class)
        .hasMessage(
            "revision "
                + longer
                + " has 33 characters, and version_num of alembic_version takes 32; give it a"
                + " shorter id, or run \"alter table alembic_version alter column version_num type"
                + " varchar(255)\"");
  }

  @Test
  void aLongStatementBelowAnErrorIsNotBegun() {
    assertThat(
            LastWords.of("x.DataError: division by zero\n\n[SQL:\n update product p\n set a = 1]"))
        .isEqualTo("x.DataError: division by zero");
  }

  @Test
  void liquibaseTargetIsItsLastPendingChangeSet() {
    ToolOutput behind =
        ok(
            """
            2 changesets have not been applied to app@jdbc:postgresql://db:5432/keeper
                 db/changelog.sql::k4::ana
                 db/changelog.sql::k5::ben
            Liquibase command 'status' was executed successfully.
            """);
    assertThat(LIQUIBASE.target(behind, "k3")).isEqualTo("k5");
    assertThat(LIQUIBASE.pending(behind, "k3", "k5"))
        .containsExactly(
            new Change("k4", "db/changelog.sql by ana"),
            new Change("k5", "db/changelog.sql by ben"));
    ToolOutput there =
        ok(
            """
            app@jdbc:postgresql://db:5432/keeper is up to date
            Liquibase command 'status' was executed successfully.
            """);
    assertThat(LIQUIBASE.target(there, "k5")).isEqualTo("k5");
    assertThat(LIQUIBASE.pending(there, "k5", "k5")).isEmpty();
  }

  @Test
  void liquibaseRunsAsManyChangeSetsAsWerePlanned() {
    assertThat(LIQUIBASE.upgradeCommand(plan("k3", "k5", 2)))
        .containsExactly("liquibase", "update-count", "--count=2");
  }

  @Test
  void liquibaseSqlIsTheSameAtEachCall() {
    String first = liquibaseSql("11/20/26, 9:05 PM", "pod-a (10.0.0.1)", "3672745107");
    String second = liquibaseSql("11/20/26, 9:09 PM", "pod-b (10.0.0.2)", "3672999999");
    assertThat(LIQUIBASE.sql(ok(first)))
        .isEqualTo(LIQUIBASE.sql(ok(second)))
        .contains("-- Changeset db/changelog.sql::k4::ana")
        .contains("ALTER TABLE build ADD note text;")
        .doesNotContain("databasechangelog");
  }

  /** Whoever wrote it, an approver sees it. */
  @Test
  void liquibaseSqlThatOnlySpeaksOfBookkeepingIsShown() {
    String sql =
        """
        DROP TABLE payment CASCADE; -- databasechangelog
        UPDATE public.databasechangelog SET md5sum = NULL; DROP TABLE invoice;
        INSERT INTO public.databasechangelog_archive SELECT 1;
        """;
    assertThat(LIQUIBASE.sql(ok(sql))).isEqualTo(sql);
  }

  private static String liquibaseSql(String at, String host, String deployment) {
    return """
    -- *********************************************************************
    -- Update Count Database Script
    -- *********************************************************************
    -- Change Log: db/changelog.sql
    -- Ran at: %s
    -- Against: app@jdbc:postgresql://db:5432/keeper
    -- Liquibase version: 4.33.0
    -- *********************************************************************

    -- Lock Database
    UPDATE public.databasechangeloglock SET LOCKED = TRUE, LOCKEDBY = '%s', LOCKGRANTED = NOW();

    -- Changeset db/changelog.sql::k4::ana
    ALTER TABLE build ADD note text;

    INSERT INTO public.databasechangelog (ID, AUTHOR, DESCRIPTION) VALUES ('k4', 'ana', 'it''s;
    two lines', '%s');

    """
        .formatted(at, host, deployment);
  }

  /** As with changesets that always run and stand last: their id tells nothing. */
  @Test
  void liquibaseIsDoneOnceAllThatWasPlannedHasRun() {
    SchemaPlan plan = new SchemaPlan("liquibase", "grants", "grants", List.of(), 2, null, "", "7");
    assertThat(LIQUIBASE.repeats()).isTrue();
    assertThat(LIQUIBASE.position(log("7"))).isEqualTo("7");
    assertThat(LIQUIBASE.isDone(log("1"), plan, "grants", false)).as("one of two").isFalse();
    assertThat(LIQUIBASE.isDone(log("1"), plan, "grants", true)).as("one skipped").isTrue();
    assertThat(LIQUIBASE.isDone(log("0"), plan, "grants", true)).as("none").isFalse();
    assertThat(LIQUIBASE.isDone(log("2"), plan, "grants", false)).isTrue();
    assertThat(LIQUIBASE.isDone(log("2"), plan, "k2", true)).as("another was last").isFalse();
  }

  private static VersionTable log(String answer) {
    FakeRows rows = new FakeRows();
    rows.put("databasechangelog", answer);
    return rows.table();
  }

  @Test
  void liquibaseHeldLockIsRefusedNamingItsHolder() {
    FakeRows rows = new FakeRows();
    rows.put("databasechangelog", "k3");
    assertThat(LIQUIBASE.revision(rows.table())).isEqualTo("k3");
    rows.put("databasechangeloglock", "pod-x (10.1.2.3) since 2026-11-20 20:00:00");
    assertThat(LIQUIBASE.revision(rows.table())).isEqualTo("k3");
    assertThatThrownBy(() -> LIQUIBASE.requireUnlocked(rows.table()))
        .hasMessageContaining("is held by pod-x (10.1.2.3) since")
        .hasMessageContaining("liquibase release-locks");
  }

  @Test
  void commandsFillInBothRevisions() {
    SchemaTool tool =
        SchemaTools.of(
            new SchemaConfig(
                "commands",
                List.of(),
                Map.of(),
                null,
                null,
                new SchemaConfig.Commands(
                    List.of("target"),
                    List.of("has", "{current}"),
                    List.of("list", "{current}..{target}"),
                    null,
                    List.of("up", "--to={target}"),
                    "select 1")));
    assertThat(tool.target(ok("noise\nk5\n"), "")).isEqualTo("k5");
    assertThat(tool.knownCommand("k3")).contains(List.of("has", "k3"));
    assertThat(tool.knownCommand("")).as("an empty database").isEmpty();
    assertThat(tool.pendingCommand("k3", "k5")).contains(List.of("list", "k3..k5"));
    assertThat(tool.sqlCommand("k3", "k5", 1)).isEmpty();
    assertThat(tool.upgradeCommand(plan("k3", "k5", 2))).containsExactly("up", "--to=k5");
    assertThat(tool.pending(ok("k4 add a note\nk5\n"), "k3", "k5"))
        .containsExactly(new Change("k4", "add a note"), new Change("k5", ""));
  }

  @Test
  void unknownToolNamesTheKnownOnes() {
    assertThatThrownBy(() -> tool("flyway"))
        .hasMessageContaining("alembic, commands, flask-migrate, liquibase");
  }

  private static SchemaTool tool(String name) {
    return SchemaTools.of(new SchemaConfig(name, List.of(), Map.of(), null, null, null));
  }

  private static SchemaPlan plan(String current, String target, int pending) {
    return new SchemaPlan("x", current, target, List.of(), pending, null, "");
  }

  private static ToolOutput ok(String stdout) {
    return new ToolOutput(List.of("tool"), 0, stdout, "INFO  [alembic] Context impl\n");
  }
}
