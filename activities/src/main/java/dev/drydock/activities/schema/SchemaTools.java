package dev.drydock.activities.schema;

import dev.drydock.activities.database.Rows;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The presets by name. */
public final class SchemaTools {
  private static final Map<String, Function<SchemaConfig, SchemaTool>> PRESETS =
      new TreeMap<>(
          Map.of(
              "alembic", config -> new Alembic(config, List.of("alembic")),
              "flask-migrate", FlaskMigrate::new,
              "liquibase", Liquibase::new,
              "commands", CommandsTool::new));

  /** Their own tables, which say nothing of an app's. */
  private static final List<String> OWN_TABLES =
      List.of("databasechangelog", "databasechangeloglock", "alembic_version");

  private SchemaTools() {}

  /**
   * @throws ToolTrouble when somebody holds, or left, the tool's lock in the database
   */
  public static void requireUnlocked(Rows rows, AppConfig app) {
    of(app.schema()).requireUnlocked(new VersionTable(rows, app));
  }

  /**
   * As {@link #revision}, where an empty answer means an empty database.
   *
   * @throws ToolTrouble when there are tables that no revision accounts for: an upgrade would begin
   *     with changes that the database has already
   */
  public static String knownRevision(Rows rows, AppConfig app) {
    String revision = revision(rows, app);
    SchemaTool tool = of(app.schema());
    Optional<String> stamp = tool.howToStamp();
    List<String> tables =
        revision.isEmpty() && stamp.isPresent() ? rows.filledTables(app, OWN_TABLES) : List.of();
    if (!tables.isEmpty()) {
      throw new ToolTrouble(
          "no revision is recorded in "
              + app.databaseId()
              + ", yet it has tables with rows ("
              + String.join(", ", tables)
              + "): nobody can tell which changes they have. "
              + elsewhere(new VersionTable(rows, app), tool)
              + ", then record it with \""
              + stamp.get()
              + "\" in a pod of the version that fits them; if they are not "
              + app.name()
              + "'s, make the first upgrade by hand");
    }
    return revision;
  }

  /** What is recorded there must not be recorded a second time. */
  private static String elsewhere(VersionTable table, SchemaTool tool) {
    List<String> others = tool.versionTable().map(table::namesakes).orElse(List.of());
    return others.isEmpty()
        ? "If its record is another table, name that by schema.versionTable. If not, find out"
        : "There is "
            + String.join(", ", others)
            + ": if that is its record, name it by schema.versionTable. If not, find out";
  }

  /**
   * @throws ToolTrouble when a revision of the plan does not fit into the version table
   */
  public static void requireRoom(Rows rows, AppConfig app, SchemaPlan plan) {
    of(app.schema()).requireRoom(new VersionTable(rows, app), plan);
  }

  /** The revision in an app's version table; empty when it has none. */
  public static String revision(Rows rows, AppConfig app) {
    return of(app.schema()).revision(new VersionTable(rows, app));
  }

  /** How far the tool's record has come, or null. */
  public static String position(Rows rows, AppConfig app) {
    return of(app.schema()).position(new VersionTable(rows, app));
  }

  /**
   * Whether all that was planned stands in the version table, and nothing beyond.
   *
   * @param revision that stands there
   * @param endedWell true where the tool itself says so
   */
  public static boolean isDone(
      Rows rows, AppConfig app, SchemaPlan plan, String revision, boolean endedWell) {
    return of(app.schema()).isDone(new VersionTable(rows, app), plan, revision, endedWell);
  }

  public static boolean asksReadOnly(Rows rows, AppConfig app) {
    return !app.schema().asksWriting()
        && of(app.schema()).asksReadOnly(new VersionTable(rows, app));
  }

  /**
   * @throws ToolTrouble when there is no such preset
   */
  public static SchemaTool of(SchemaConfig config) {
    Function<SchemaConfig, SchemaTool> preset = PRESETS.get(config.tool());
    if (preset == null) {
      throw new ToolTrouble(
          "there is no schema tool \""
              + config.tool()
              + "\"; schema.tool is one of "
              + String.join(", ", PRESETS.keySet()));
    }
    return preset.apply(config);
  }
}
