package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who comes to a database while it is copied. {@code CREATE DATABASE ... TEMPLATE} holds a lock for
 * which a new session waits before it looks whether the database takes it in. It waits unseen by
 * {@code pg_stat_activity} (before 18), and goes on when its client has given up and tries again,
 * until the server has no connection left for anybody.
 */
final class Latecomers {
  private static final Logger log = LoggerFactory.getLogger(Latecomers.class);

  private static final String WAITING =
      "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.objid"
          + " WHERE l.locktype = 'object' AND l.classid = 'pg_database'::regclass"
          + " AND l.mode = 'RowExclusiveLock' AND NOT l.granted AND d.datname = ?";

  private Latecomers() {}

  /** Ends those who wait now. They would be turned away when the copy is done. */
  static void end(Connection connection, String database) {
    try {
      List<Integer> waiting = Sql.list(connection, row -> row.getInt(1), WAITING, database);
      waiting.forEach(pid -> end(connection, pid));
    } catch (SQLException e) {
      log.debug("nobody could be ended who waits for {}", database, e);
    }
  }

  /** One by one: nothing tells a superuser's, which our role may not end. */
  private static void end(Connection connection, int pid) {
    try {
      Sql.text(connection, "SELECT pg_terminate_backend(?)::text", pid);
    } catch (SQLException e) {
      log.debug("{} waits on", pid, e);
    }
  }
}
