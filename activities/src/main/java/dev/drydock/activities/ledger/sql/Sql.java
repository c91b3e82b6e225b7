package dev.drydock.activities.ledger.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The few ways in which statements are run here. */
public final class Sql {
  private Sql() {}

  /** Work on an open connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Reads the row that the result stands on. */
  @FunctionalInterface
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs one statement that takes no arguments (as DDL cannot). */
  public static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * @return how many rows changed
   */
  public static int update(Connection connection, String sql, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  public static <T> List<T> list(Connection connection, Row<T> row, String sql, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments);
        ResultSet result = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (result.next()) {
        all.add(row.read(result));
      }
      return all;
    }
  }

  public static <T> Optional<T> first(
      Connection connection, Row<T> row, String sql, Object... arguments) throws SQLException {
    return list(connection, row, sql, arguments).stream().findFirst();
  }

  /** The one text value of a query that always has a row. */
  public static String text(Connection connection, String sql, Object... arguments)
      throws SQLException {
    return list(connection, row -> row.getString(1), sql, arguments).get(0);
  }

  /** Runs the work in one transaction, undone when it throws. */
  public static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.on(connection);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBackQuietly(connection);
      }
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void rollBackQuietly(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException alreadyBroken) {
      // the first failure is on its way up; the server rolls back what it lost sight of
    }
  }

  /** {@code "name"}, as an identifier. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** {@code 'text'}, as a literal; NULL for null. */
  public static String literal(String text) {
    if (text == null) {
      return "NULL";
    }
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.contains("\\") ? " E" + quoted.replace("\\", "\\\\") : quoted;
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... arguments)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }
}
