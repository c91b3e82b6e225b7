package dev.drydock.activities.schema;

import dev.drydock.activities.database.Rows;
import dev.drydock.workflows.config.AppConfig;
import java.util.List;

/** An app's database as a schema tool's version table is read from it. */
public record VersionTable(Rows rows, AppConfig app) {
  /** Rows of a query with one column; none when {@code table} does not exist. */
  List<String> rows(String table, String sql) {
    return rows.tableExists(app, table) ? rows.query(app, sql) : List.of();
  }

  boolean exists(String table) {
    return rows.tableExists(app, table);
  }

  List<String> query(String sql) {
    return rows.query(app, sql);
  }

  String database() {
    return app.databaseId().toString();
  }
}
