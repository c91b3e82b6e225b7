package dev.drydock.activities.database;

import dev.drydock.workflows.config.AppConfig;
import java.util.List;

/** Questions to an app's database. */
public interface Rows {
  /** Runs a query that returns one column; each row as text. */
  List<String> query(AppConfig app, String sql);

  /**
   * @param table with or without its schema, as SQL writes it
   */
  boolean tableExists(AppConfig app, String table);

  /**
   * A few of the tables that have rows, by name; none where the database is empty.
   *
   * @param except tables that do not count, beside the engine's own
   */
  List<String> filledTables(AppConfig app, List<String> except);
}
