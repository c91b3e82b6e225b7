package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * A PostgreSQL server with passwords, the role {@code drydock} with the promised rights and no
 * more, an application's role and database {@code keeper}, and a ledger.
 */
public final class TestPostgres implements AutoCloseable {
  private static final String HBA =
      """
      host all postgres 127.0.0.1/32 trust
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private static final List<String> WORLD =
      List.of(
          "CREATE ROLE keeper LOGIN PASSWORD 'keeper-secret'",
          "CREATE ROLE drydock LOGIN CREATEDB PASSWORD 'drydock-secret'",
          "GRANT keeper, pg_signal_backend TO drydock",
          "CREATE ROLE ledger LOGIN PASSWORD 'ledger-secret'",
          "CREATE ROLE bot LOGIN PASSWORD 'bot-secret'",
          "CREATE DATABASE ledger OWNER ledger");

  private final int port;
  private final AutoCloseable server;

  TestPostgres(int port, AutoCloseable server) {
    this.port = port;
    this.server = server;
  }

  /** Secrets by reference: {@code {env: drydock}} is {@code drydock-secret}. */
  public static final Secrets SECRETS = ref -> ((SecretRef.Env) ref).name() + "-secret";

  /** The embedded server; it has no client tools. */
  public static TestPostgres start() throws IOException, SQLException {
    Path data = Files.createTempDirectory("drydock-pg");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("max_prepared_transactions", "5")
            .setServerConfig("wal_level", "logical")
            // 13 would keep them as md5
            .setServerConfig("password_encryption", "scram-sha-256")
            .start();
    TestPostgres postgres = new TestPostgres(server.getPort(), server);
    postgres.prepare(data.resolve("pg_hba.conf"));
    return postgres;
  }

  void prepare(Path hba) throws IOException, SQLException {
    for (String statement : WORLD) {
      superuser("postgres", statement);
    }
    Files.writeString(hba, HBA);
    superuser("postgres", "SELECT pg_reload_conf()");
  }

  /** Of the server's version. */
  int major() {
    try {
      return Integer.parseInt(query("postgres", "SHOW server_version_num").get(0)) / 10_000;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return port;
  }

  public LedgerConfig ledger() {
    return new LedgerConfig(
        "jdbc:postgresql://127.0.0.1:" + port + "/ledger",
        "ledger",
        new SecretRef.Env("ledger"),
        "bot",
        new SecretRef.Env("bot"));
  }

  /** Runs statements as the superuser. */
  public void superuser(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database, "postgres", "")) {
      for (String statement : statements) {
        Sql.run(connection, statement);
      }
    }
  }

  /** Runs statements as the application. */
  void application(String... statements) throws SQLException {
    try (Connection connection = connect("keeper", "keeper", "keeper-secret")) {
      for (String statement : statements) {
        Sql.run(connection, statement);
      }
    }
  }

  public List<String> query(String database, String sql) throws SQLException {
    try (Connection connection = connect(database, "postgres", "")) {
      return Sql.list(connection, row -> row.getString(1), sql);
    }
  }

  /** Runs statements as the schema tool of a run, through the fence. */
  void tool(Fences fences, AppConfig app, String run, String... statements) throws SQLException {
    try (Fences.Pass pass = fences.letIn(app, run);
        Connection connection = tool(run)) {
      for (String statement : statements) {
        Sql.run(connection, statement);
      }
    }
  }

  /** A session such as the maintenance pod's environment makes it. */
  Connection tool(String run) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "keeper");
    properties.setProperty("password", "keeper-secret");
    String name = Databases.sessionName(run);
    properties.setProperty("ApplicationName", name);
    properties.setProperty(
        "options", "-c application_name=" + name + " -c default_transaction_read_only=off");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/keeper", properties);
  }

  public Connection connect(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password);
  }

  /** The application's database anew, with a little in it; what runs left of it is dropped. */
  void freshKeeper() throws SQLException {
    for (String left :
        query("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'keeper%'")) {
      superuser("postgres", "DROP DATABASE " + Sql.identifier(left) + " WITH (FORCE)");
    }
    superuser("postgres", "CREATE DATABASE keeper OWNER keeper");
    application(
        "CREATE TYPE mood AS ENUM ('calm', 'busy')",
        "CREATE TABLE build (id bigserial PRIMARY KEY, name text NOT NULL UNIQUE, mood mood,"
            + " at timestamptz DEFAULT '2026-01-01T00:00:00Z', size numeric(12,2))",
        "INSERT INTO build (name, mood, size) SELECT 'b' || i, 'calm', i / 3.0"
            + " FROM generate_series(1, 200) i",
        "CREATE TABLE plain (id int PRIMARY KEY, v int)",
        "INSERT INTO plain SELECT i, i * i FROM generate_series(1, 100) i",
        "CREATE TABLE document (id int, body json)",
        "INSERT INTO document VALUES (1, '{\"a\": 1}'), (2, '{\"b\": [1, 2]}')",
        "CREATE TABLE keeper_version (version text)",
        "INSERT INTO keeper_version VALUES ('k3')",
        "CREATE VIEW named AS SELECT id, name FROM build",
        "CREATE SEQUENCE free START 7");
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
