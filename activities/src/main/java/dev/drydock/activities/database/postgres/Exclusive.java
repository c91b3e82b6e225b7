package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * One deed at a time on one database's copies. A first attempt whose worker died may still be
 * copying in the server; the next one waits for it here instead of working beside it. The lock goes
 * with the connection.
 */
final class Exclusive {
  private Exclusive() {}

  static void lock(Connection connection, String database) throws SQLException {
    while (!isLocked(connection, database)) {
      Sessions.pause();
    }
  }

  private static boolean isLocked(Connection connection, String database) throws SQLException {
    return Sql.first(
            connection,
            row -> row.getBoolean(1),
            "SELECT pg_try_advisory_lock(hashtextextended('drydock copies of ' || ?, 0))",
            database)
        .orElseThrow();
  }
}
