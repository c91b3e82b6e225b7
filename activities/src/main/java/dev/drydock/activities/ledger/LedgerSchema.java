package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** The ledger's tables and who may do what with them. */
public final class LedgerSchema {
  static final String SCHEMA = "drydock";

  private static final List<String> APPEND_ONLY =
      List.of("runs", "events", "steps", "decisions", "artifacts", "names");

  /** Held so that its level is not forgotten with it. */
  private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

  private LedgerSchema() {}

  /**
   * Brings the ledger's schema up to date; safe to call from many processes at once and at every
   * start. The configured reader's role has to exist.
   *
   * @throws IllegalStateException with the reason, when it cannot be done
   */
  public static void update(LedgerConfig config, Secrets secrets) {
    try (Connection connection = connect(config, secrets)) {
      Sql.run(connection, "SELECT pg_advisory_lock(hashtextextended('drydock ledger schema', 0))");
      Sql.run(connection, "CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
      migrate(config, secrets);
      grant(connection, config);
    } catch (SQLException | LiquibaseException e) {
      throw new IllegalStateException(
          "the ledger at " + config.url() + " cannot be prepared: " + e.getMessage(), e);
    }
  }

  private static Connection connect(LedgerConfig config, Secrets secrets) throws SQLException {
    Properties properties = properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", secrets.resolve(config.password()));
    return DriverManager.getConnection(config.url(), properties);
  }

  /** All but user and password. */
  static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("currentSchema", SCHEMA);
    properties.setProperty("ApplicationName", "drydock");
    properties.setProperty("loginTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  private static void migrate(LedgerConfig config, Secrets secrets)
      throws SQLException, LiquibaseException {
    try (Connection connection = connect(config, secrets)) {
      quietly(() -> migrate(connection));
    }
  }

  private static void migrate(Connection connection) throws LiquibaseException {
    Database database =
        DatabaseFactory.getInstance()
            .findCorrectDatabaseImplementation(new JdbcConnection(connection));
    database.setDefaultSchemaName(SCHEMA);
    database.setLiquibaseSchemaName(SCHEMA);
    try (Liquibase liquibase =
        new Liquibase(
            "ledger/changelog.sql",
            new ClassLoaderResourceAccessor(LedgerSchema.class.getClassLoader()),
            database)) {
      liquibase.setShowSummary(UpdateSummaryEnum.OFF);
      // we hold the advisory lock: a lock found here was left by a process that died
      liquibase.forceReleaseLocks();
      liquibase.update("");
    }
  }

  private static void quietly(Scope.ScopedRunner<?> work) throws LiquibaseException {
    LIQUIBASE.setLevel(Level.WARNING);
    try {
      Scope.child(
          Map.of(
              Scope.Attr.ui.name(), new LoggerUIService(), "liquibase.analytics.enabled", "false"),
          work);
    } catch (LiquibaseException e) {
      throw e;
    } catch (Exception e) {
      throw new LiquibaseException(e);
    }
  }

  /** The owner gives up changing and deleting too; the triggers stand behind it. */
  private static void grant(Connection connection, LedgerConfig config) throws SQLException {
    String tables = String.join(", ", APPEND_ONLY);
    String user = Sql.identifier(config.user());
    Sql.run(connection, "REVOKE UPDATE, DELETE, TRUNCATE ON " + tables + " FROM " + user);
    if (config.reader() == null || config.reader().equals(config.user())) {
      return;
    }
    String reader = Sql.identifier(config.reader());
    Sql.run(connection, "GRANT USAGE ON SCHEMA " + SCHEMA + " TO " + reader);
    Sql.run(connection, "GRANT SELECT ON " + tables + " TO " + reader);
    Sql.run(connection, "GRANT INSERT ON events TO " + reader);
    Sql.run(connection, "GRANT SELECT, INSERT, UPDATE ON cards TO " + reader);
  }
}
