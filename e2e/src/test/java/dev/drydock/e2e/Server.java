package dev.drydock.e2e;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The PostgreSQL server of the suite, with the rights of its superuser. */
final class Server {
  /** Roles are the server's, which installations share: each has its own. */
  private static final String PREFIX = Installation.NAMESPACE.replace('-', '_');

  /** Of the ledger; the activity workers'. */
  static final String WRITER = PREFIX;

  /** May read the ledger; the bots'. */
  static final String READER = PREFIX + "_reader";

  /** Of the applications' databases. */
  static final String OWNER = PREFIX + "_keeper_owner";

  private final URI at;

  Server(URI at) {
    this.at = at;
  }

  /** Of each role one of its own, that is found again wherever it stands. */
  static String password(String role) {
    return "canary7" + role.replace("_", "") + "4PgPw";
  }

  String host() {
    return at.getHost();
  }

  int port() {
    return at.getPort();
  }

  String jdbc(String database) {
    return "jdbc:postgresql://" + at.getHost() + ":" + at.getPort() + "/" + database;
  }

  Connection connect(String database) throws SQLException {
    String[] user = at.getUserInfo().split(":", 2);
    return DriverManager.getConnection(jdbc(database), user[0], user[1]);
  }

  /** As one of the suite's roles. */
  Connection connect(String database, String role) throws SQLException {
    return DriverManager.getConnection(jdbc(database), role, password(role));
  }

  /** One statement at a time. */
  void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A query's one value. */
  String one(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /** A role with the rights that managed services give, and none more; made anew. */
  void role(String name, String rights) throws SQLException {
    role(name, password(name), rights);
  }

  private void role(String name, String password, String rights) throws SQLException {
    if (one("postgres", "select 1 from pg_roles where rolname = '" + name + "'").isEmpty()) {
      execute("postgres", "CREATE ROLE " + name);
    }
    execute("postgres", "ALTER ROLE " + name + " LOGIN PASSWORD '" + password + "' " + rights);
  }

  /** A role that may do in the applications' databases what their owner may. */
  void login(String name, String password) throws SQLException {
    role(name, password, "");
    execute("postgres", "GRANT " + OWNER + " TO " + name);
  }

  /** An empty database; one of that name, and what runs have put beside it, is dropped. */
  void database(String name, String owner) throws SQLException {
    drop(name);
    execute("postgres", "CREATE DATABASE " + name + " OWNER " + owner);
  }

  /** Drops it and what runs have put beside it. */
  void drop(String name) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        Statement drop = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select datname from pg_database where datname ~ '^"
                    + name
                    + "(_(drydock|failed)_[0-9_]+)?$'")) {
      while (rows.next()) {
        drop.execute("DROP DATABASE IF EXISTS \"" + rows.getString(1) + "\" WITH (FORCE)");
      }
    }
  }
}
