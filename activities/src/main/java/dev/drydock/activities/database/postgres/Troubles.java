package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What an upgrade may leave behind that makes a database not fit for users. */
final class Troubles {
  private static final String INVALID_INDEXES =
      "SELECT 'index ' || indexrelid::regclass || ' on ' || indrelid::regclass"
          + " || ' is invalid: REINDEX INDEX CONCURRENTLY ' || indexrelid::regclass || ';'"
          + " FROM pg_index WHERE NOT indisvalid OR NOT indisready ORDER BY 1";

  private static final String PREPARED =
      "SELECT 'prepared transaction ' || gid || ' of ' || owner || ' holds locks: ROLLBACK PREPARED '"
          + " || quote_literal(gid) || ';' FROM pg_prepared_xacts"
          + " WHERE database = current_database() ORDER BY 1";

  private static final String LOCKS =
      "SELECT 'session ' || a.pid || ' (' || a.application_name || ') still holds '"
          + " || count(*) || ' locks' FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid"
          + " WHERE a.datname = current_database() AND a.application_name LIKE 'drydock-%'"
          + " AND l.granted AND l.locktype IN ('relation', 'transactionid', 'advisory')"
          + " GROUP BY a.pid, a.application_name ORDER BY 1";

  private static final String NOT_VALIDATED =
      "SELECT 'constraint ' || conrelid::regclass || '.' || conname || ' is not validated'"
          + " FROM pg_constraint WHERE NOT convalidated AND conrelid <> 0 ORDER BY 1";

  private static final String NOT_COMPARED =
      "SELECT 'not compared, because it cannot be seen: ' || string_agg(what, ', ' ORDER BY what)"
          + " FROM (SELECT 'rows of foreign table ' || ftrelid::regclass FROM pg_foreign_table"
          + " UNION ALL SELECT 'options of the user mapping of ' || usename || ' at ' || srvname"
          + " FROM pg_user_mappings WHERE umoptions IS NULL) unseen (what) HAVING count(*) > 0";

  private Troubles() {}

  static List<String> find(Connection connection) throws SQLException {
    List<String> all = new ArrayList<>(lasting(connection));
    all.addAll(lines(connection, LOCKS));
    return all;
  }

  /** Those that are there before an upgrade as after it. */
  static List<String> lasting(Connection connection) throws SQLException {
    List<String> all = new ArrayList<>(lines(connection, INVALID_INDEXES));
    all.addAll(lines(connection, PREPARED));
    return all;
  }

  /** Worth knowing, and no reason to stop. */
  static List<String> notes(Connection connection) throws SQLException {
    List<String> all = new ArrayList<>(lines(connection, NOT_VALIDATED));
    all.addAll(lines(connection, NOT_COMPARED));
    return all;
  }

  private static List<String> lines(Connection connection, String sql) throws SQLException {
    return Sql.list(connection, row -> row.getString(1), sql);
  }
}
