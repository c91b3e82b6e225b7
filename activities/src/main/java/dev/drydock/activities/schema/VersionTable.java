package dev.drydock.activities.schema;

import dev.drydock.activities.database.Rows;
import dev.drydock.workflows.config.AppConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An app's database as a schema tool's version table is read from it. */
public record VersionTable(Rows rows, AppConfig app) {
  /** Rows of a query with one column; none when {@code table} does not exist. */
  List<String> rows(String table, String sql) {
    return rows.tableExists(app, table) ? rows.query(app, sql) : List.of();
  }

  boolean exists(String table) {
    return rows.tableExists(app, table);
  }

  /** How many characters a column takes; empty where any number, or nobody can tell. */
  Optional<Integer> width(String table, String column) {
    return query(
            "select character_maximum_length from information_schema.columns where table_name = "
                + literal(name(table))
                + " and table_schema = "
                + schema(table)
                + " and column_name = "
                + literal(column))
        .stream()
        .filter(Objects::nonNull)
        .map(Integer::valueOf)
        .findFirst();
  }

  /** The tables of that name in other schemas, each with its schema. */
  List<String> namesakes(String table) {
    return query(
        "select concat(table_schema, '.', table_name) from information_schema.tables where"
            + " table_name = "
            + literal(name(table))
            + " and table_schema <> "
            + schema(table)
            + " order by 1");
  }

  private static String name(String table) {
    return table.substring(table.lastIndexOf('.') + 1);
  }

  private static String schema(String table) {
    int dot = table.lastIndexOf('.');
    return dot < 0 ? "current_schema" : literal(table.substring(0, dot));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  List<String> query(String sql) {
    return rows.query(app, sql);
  }

  String database() {
    return app.databaseId().toString();
  }
}
