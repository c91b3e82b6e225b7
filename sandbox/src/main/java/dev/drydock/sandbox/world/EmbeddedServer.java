package dev.drydock.sandbox.world;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL server on a loopback port, its data in a directory that goes with it. */
public final class EmbeddedServer implements AutoCloseable {
  private static final String PASSWORD = "sandbox";
  private final EmbeddedPostgres server;

  public EmbeddedServer(Path directory) throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(true)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("max_connections", "200")
            .setServerConfig("fsync", "off")
            .setServerConfig("unix_socket_directories", "")
            .start();
  }

  public int port() {
    return server.getPort();
  }

  /** Of every role made by {@link #role}. */
  public String password() {
    return PASSWORD;
  }

  /** A role with the rights that managed services give, and none more. */
  public void role(String name, String rights) throws SQLException {
    execute("postgres", "CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "' " + rights);
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
        "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, user, PASSWORD);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
