package dev.drydock.sandbox.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;

/** A real PostgreSQL server on a loopback port, which asks everybody for a password. */
public class PostgresServer implements AutoCloseable {
  private static final String PASSWORD = "sandbox";
  private static final String ALL_BY_PASSWORD = "host all all 127.0.0.1/32 scram-sha-256\n";
  private final int port;
  private final UnaryOperator<String> passwords;
  private final AutoCloseable server;

  /**
   * @param hba the server's {@code pg_hba.conf}; until now it trusts its superuser {@code postgres}
   * @param server ends it
   */
  public PostgresServer(int port, Path hba, AutoCloseable server) throws IOException, SQLException {
    this(port, hba, server, role -> PASSWORD);
  }

  /**
   * @param passwords by role; letters and digits
   */
  public PostgresServer(int port, Path hba, AutoCloseable server, UnaryOperator<String> passwords)
      throws IOException, SQLException {
    this.port = port;
    this.server = server;
    this.passwords = passwords;
    execute("postgres", "ALTER ROLE postgres PASSWORD '" + password("postgres") + "'");
    Files.writeString(hba, ALL_BY_PASSWORD);
    execute("postgres", "SELECT pg_reload_conf()");
  }

  public int port() {
    return port;
  }

  /** Of the apps' role. */
  public String password() {
    return password("keeper");
  }

  /** Of any role, the superuser too. */
  public String password(String role) {
    return passwords.apply(role);
  }

  /** As an application takes it, with the password in it. */
  public String url(String database) {
    return "postgresql://keeper:" + password() + "@127.0.0.1:" + port + "/" + database;
  }

  /** A role with the rights that managed services give, and none more. */
  public void role(String name, String rights) throws SQLException {
    execute(
        "postgres", "CREATE ROLE " + name + " LOGIN PASSWORD '" + password(name) + "' " + rights);
  }

  /** As the server's superuser, one statement at a time. */
  public void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database, "postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  public Connection connect(String database, String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password(user));
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
