package dev.drydock.activities.schema;

import dev.drydock.activities.database.Rows;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables with one column, by name. */
final class FakeRows implements Rows {
  private final Map<String, List<String>> tables = new HashMap<>();
  private List<String> filled = List.of();

  void put(String table, String... rows) {
    tables.put(table, List.of(rows));
  }

  void fill(String... others) {
    filled = List.of(others);
  }

  VersionTable table() {
    return new VersionTable(this, app(null));
  }

  static AppConfig app(SchemaConfig schema) {
    return new AppConfig(
        "keeper",
        "keeper:{version}",
        null,
        null,
        new DatabaseConfig("db", 5432, "keeper", "drydock", null, "postgres"),
        schema,
        null,
        null,
        null,
        null);
  }

  @Override
  public List<String> query(AppConfig app, String sql) {
    return tables.entrySet().stream()
        .filter(table -> sql.matches(".* from " + table.getKey() + "\\b.*"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(sql));
  }

  @Override
  public boolean tableExists(AppConfig app, String table) {
    return tables.containsKey(table);
  }

  @Override
  public List<String> filledTables(AppConfig app, List<String> except) {
    return filled;
  }
}
