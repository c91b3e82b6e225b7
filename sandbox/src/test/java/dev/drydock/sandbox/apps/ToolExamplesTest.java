package dev.drydock.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.Required;
import dev.drydock.activities.database.Rows;
import dev.drydock.activities.schema.SchemaTool;
import dev.drydock.activities.schema.SchemaTools;
import dev.drydock.activities.schema.ToolOutput;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.AppConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/examples/tools.yaml}: Django itself, against a real PostgreSQL, and Flyway by what
 * Flyway 10.20.1 printed. Without Python Django is skipped, and it is said why.
 */
class ToolExamplesTest {
  private static final Path EXAMPLES = Path.of("../docs/examples/tools.yaml");
  private static final Path DJANGO = Path.of("src", "test", "django").toAbsolutePath();

  @TempDir Path dir;

  @Test
  void djangoIsShownAndRunAsPlannedAndAnOlderImageIsFound() throws Exception {
    Path environment = environment();
    BuiltImage newer = image("newer", environment);
    BuiltImage older = image("older", environment);
    Files.delete(older.root().resolve("billing/migrations/0003_b.py"));
    AppConfig shop = app("shop");
    SchemaTool tool = SchemaTools.of(shop.schema());
    try (TestDatabases server = new TestDatabases()) {
      TestDatabases.Database database = server.fresh();
      assertThat(SchemaTools.revision(rows(database), shop)).isEmpty();
      String first = tool.target(ask(older, database, tool.targetCommand()), "");
      assertThat(first).isEqualTo("0002_a");
      ask(older, database, tool.upgradeCommand(plan("", first))).requireSuccess();
      assertThat(SchemaTools.revision(rows(database), shop)).isEqualTo("0002_a");

      assertThat(isKnown(tool, newer, database, "0002_a")).isTrue();
      String next = tool.target(ask(newer, database, tool.targetCommand()), "0002_a");
      assertThat(next).isEqualTo("0003_b");
      assertThat(pending(tool, newer, database, "0002_a", next))
          .containsExactly(
              new Change("contenttypes.0001_initial", ""), new Change("billing.0003_b", ""));
      assertThat(ask(newer, database, tool.sqlCommand("0002_a", next, 2).orElseThrow()).stdout())
          .contains("-- billing.0003_b\n", "ADD COLUMN \"b\" integer NULL");
      ask(newer, database, tool.upgradeCommand(plan("0002_a", next))).requireSuccess();
      assertThat(SchemaTools.revision(rows(database), shop)).isEqualTo("0003_b");
      assertThat(database.column("select app || '.' || name from django_migrations order by id"))
          .endsWith("contenttypes.0001_initial", "billing.0003_b");

      assertThat(pending(tool, newer, database, next, next)).isEmpty();
      assertThat(isKnown(tool, newer, database, "0003_b")).isTrue();
      assertThat(isKnown(tool, older, database, "0003_b")).as("it would do nothing").isFalse();
    }
  }

  private Path environment() throws Exception {
    try {
      return new PythonEnvironment(Path.of("target", "python").toAbsolutePath())
          .of(DJANGO.resolve("requirements.txt"));
    } catch (PythonEnvironment.Unavailable e) {
      Required.skipOrFail(e.getMessage());
      throw e;
    }
  }

  private BuiltImage image(String name, Path environment) throws Exception {
    ImageFiles files = ImageFiles.begin(dir.resolve(name)).copyTree(DJANGO);
    files.program(
        "bin/python",
        "#!/bin/sh\nexec \"@PYTHON@\" \"$@\"\n",
        Map.of("PYTHON", environment.resolve("bin/python").toString()));
    return BuiltImage.of(
        files.root(),
        Map.of("PYTHONDONTWRITEBYTECODE", "1", "DJANGO_SETTINGS_MODULE", "settings"),
        List.of("python"));
  }

  private static final String FLYWAY_BEHIND =
      """
      Flyway OSS Edition 10.20.1 by Redgate

      See release notes here: https://rd.gt/416ObMi
      Database: jdbc:postgresql://127.0.0.1:55971/fly (PostgreSQL 15.20)
      Schema version: 2

      +-----------+---------+--------------------+------+---------------------+---------+----------+
      | Category  | Version | Description        | Type | Installed On        | State   | Undoable |
      +-----------+---------+--------------------+------+---------------------+---------+----------+
      | Versioned | 1       | create             | SQL  | 2026-11-30 00:14:20 | Success | No       |
      | Versioned | 2       | add email          | SQL  | 2026-11-30 00:14:21 | Success | No       |
      | Versioned | 3       | add age            | SQL  |                     | Pending | No       |
      | Versioned | 3.1     | add x of two words | SQL  |                     | Pending | No       |
      +-----------+---------+--------------------+------+---------------------+---------+----------+
      """;

  @Test
  void flywayIsShownAndAnOlderImageIsFound() throws Exception {
    SchemaTool tool = SchemaTools.of(app("parcel").schema());
    BuiltImage newer = flyway("newer", FLYWAY_BEHIND);
    BuiltImage older = flyway("older", FLYWAY_BEHIND.replace("Pending", "Future "));
    assertThat(tool.target(ask(newer, null, tool.targetCommand()), "2")).isEqualTo("3.1");
    assertThat(pending(tool, newer, null, "2", "3.1"))
        .containsExactly(new Change("3", "add age"), new Change("3.1", "add x of two words"));
    assertThat(tool.upgradeCommand(plan("2", "3.1")))
        .containsExactly("flyway", "migrate", "-target=3.1");
    assertThat(isKnown(tool, newer, null, "2")).isTrue();
    assertThat(tool.target(ask(older, null, tool.targetCommand()), "3.1")).isEqualTo("2");
    assertThat(pending(tool, older, null, "3.1", "2")).isEmpty();
    assertThat(isKnown(tool, older, null, "3.1")).isFalse();
  }

  private BuiltImage flyway(String name, String info) throws Exception {
    ImageFiles files = ImageFiles.begin(dir.resolve(name));
    files.program("bin/flyway", "#!/bin/sh\ncat <<'END'\n" + info + "END\n", Map.of());
    return BuiltImage.of(files.root(), Map.of(), List.of("flyway"));
  }

  private static AppConfig app(String name) {
    return ConfigFile.load(EXAMPLES).drydock().apps().find(name).orElseThrow();
  }

  private static List<Change> pending(
      SchemaTool tool,
      BuiltImage image,
      TestDatabases.Database database,
      String current,
      String target)
      throws Exception {
    List<String> command = tool.pendingCommand(current, target).orElseThrow();
    return tool.pending(ask(image, database, command), current, target);
  }

  private static boolean isKnown(
      SchemaTool tool, BuiltImage image, TestDatabases.Database database, String current)
      throws Exception {
    return ask(image, database, tool.knownCommand(current).orElseThrow()).isSuccess();
  }

  private static ToolOutput ask(
      BuiltImage image, TestDatabases.Database database, List<String> command) throws Exception {
    String url = database == null ? "" : database.url();
    var ended = ImageProcess.run(image, url, command.toArray(String[]::new));
    return new ToolOutput(command, ended.code(), ended.out(), ended.err());
  }

  private static SchemaPlan plan(String current, String target) {
    return new SchemaPlan("commands", current, target, List.of(), 1, null, "");
  }

  private static Rows rows(TestDatabases.Database database) {
    return new Rows() {
      @Override
      public List<String> query(AppConfig app, String sql) {
        try {
          return database.column(sql);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public boolean tableExists(AppConfig app, String table) {
        return query(app, "select to_regclass('" + table + "')::text").get(0) != null;
      }

      @Override
      public List<String> filledTables(AppConfig app, List<String> except) {
        return List.of();
      }
    };
  }
}
