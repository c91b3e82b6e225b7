package dev.drydock.sandbox.apps;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Keeps sessions open between requests, as applications do: a fence has to end them, and a database
 * that was renamed away shows. A session on which anything failed is never used again.
 */
final class KeeperConnections implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_SECONDS = 3;
  private static final int ANSWER_TIMEOUT_SECONDS = 30;

  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final DatabaseUrl database;
  private final Properties settings;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  KeeperConnections(DatabaseUrl database, String applicationName) {
    this.database = database;
    settings = database.login();
    settings.setProperty("ApplicationName", applicationName);
    settings.setProperty("connectTimeout", "" + CONNECT_TIMEOUT_SECONDS);
    settings.setProperty("socketTimeout", "" + ANSWER_TIMEOUT_SECONDS);
  }

  /** Runs the work and commits; any failure is passed on after the session was thrown away. */
  <T> T inTransaction(Work<T> work) throws SQLException {
    Connection connection = take();
    boolean healthy = false;
    try {
      T result = work.on(connection);
      connection.commit();
      healthy = true;
      return result;
    } finally {
      if (healthy && !closed) {
        idle.push(connection);
      } else {
        discard(connection);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Connection one = idle.poll(); one != null; one = idle.poll()) {
      discard(one);
    }
  }

  private Connection take() throws SQLException {
    Connection pooled = idle.poll();
    if (pooled != null) {
      return pooled;
    }
    Connection opened = DriverManager.getConnection(database.jdbcUrl(), settings);
    opened.setAutoCommit(false);
    return opened;
  }

  private static void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was thrown away because it is broken; the server ends it too.
      System.getLogger("keeper").log(System.Logger.Level.DEBUG, "close failed", e);
    }
  }
}
