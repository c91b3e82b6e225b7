package dev.drydock.activities.schema;

import dev.drydock.activities.database.Databases;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.List;
import java.util.Map;
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

  private SchemaTools() {}

  /**
   * @throws ToolTrouble when somebody holds, or left, the tool's lock in the database
   */
  public static void requireUnlocked(Databases databases, AppConfig app) {
    of(app.schema()).requireUnlocked(new VersionTable(databases, app));
  }

  /** The revision in an app's version table; empty when it has none. */
  public static String revision(Databases databases, AppConfig app) {
    return of(app.schema()).revision(new VersionTable(databases, app));
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
