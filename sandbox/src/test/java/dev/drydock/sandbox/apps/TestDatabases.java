package dev.drydock.sandbox.apps;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server with one fresh database per test. */
final class TestDatabases implements AutoCloseable {
  private final EmbeddedPostgres server;
  private int made;

  TestDatabases() throws IOException {
    server = EmbeddedPostgres.start();
  }

  Database fresh() throws SQLException {
    String name = "keeper" + ++made;
    try (Connection admin = server.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("create database " + name);
    }
    return new Database(name, server.getPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  record Database(String name, int port) {
    /** With a percent-encoded password, as a generated one may need. */
    String url() {
      return "postgresql://postgres:p%40ss%2Fword@127.0.0.1:" + port + "/" + name;
    }

    Connection connect() throws SQLException {
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", "postgres");
    }

    void execute(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    List<String> column(String sql) throws SQLException {
      List<String> values = new ArrayList<>();
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          values.add(row.getString(1));
        }
      }
      return values;
    }
  }
}
