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
}
