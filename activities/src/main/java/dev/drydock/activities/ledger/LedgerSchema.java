package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.KeepAlive;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.LabelExpression;
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
   * @throws NotPrepared with the reason, when it cannot be done
   */
  public static void update(LedgerConfig config, Secrets secrets) {
    try (Connection connection = connect(config, secrets)) {
      Sql.run(connection, "SELECT pg_advisory_lock(hashtextextended('drydock ledger schema', 0))");
      Sql.run(connection, "CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
      migrate(config, secrets);
      grant(connection, config);
    } catch (SQLException | LiquibaseException e) {
      throw NotPrepared.because(config, e);
    }
  }

  /**
   * The changes that {@link #update} would make, in their order. Looks only.
   *
   * @throws NotPrepared when {@link #update} would fail for want of a database or a role
   */
  public static List<String> pending(LedgerConfig config, Secrets secrets) {
    try (Connection connection = connect(config, secrets)) {
      connection.setReadOnly(true);
      requireReader(connection, config);
      List<String> pending = new ArrayList<>();
      quietly(
          () -> {
            try (Liquibase liquibase = liquibase(connection)) {
              liquibase
                  .listUnrunChangeSets(new Contexts(), new LabelExpression(), false)
                  .forEach(change -> pending.add(change.getId()));
            }
          });
      return pending;
    } catch (SQLException | LiquibaseException e) {
      throw NotPrepared.because(config, e);
    }
  }

  private static void requireReader(Connection connection, LedgerConfig config)
      throws SQLException {
    String reader = config.reader();
    if (reader != null
        && Sql.first(
                connection, row -> 1, "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?", reader)
            .isEmpty()) {
      throw NotPrepared.readerMissing(config);
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
    properties.setProperty("socketFactory", KeepAlive.class.getName());
    return properties;
  }

  private static void migrate(LedgerConfig config, Secrets secrets)
      throws SQLException, LiquibaseException {
    try (Connection connection = connect(config, secrets)) {
      quietly(() -> migrate(connection));
    }
  }

  private static void migrate(Connection connection) throws LiquibaseException {
    try (Liquibase liquibase = liquibase(connection)) {
      liquibase.setShowSummary(UpdateSummaryEnum.OFF);
      // we hold the advisory lock: a lock found here was left by a process that died
      liquibase.forceReleaseLocks();
      liquibase.update("");
    }
  }

  private static Liquibase liquibase(Connection connection) throws LiquibaseException {
    Database database =
        DatabaseFactory.getInstance()
            .findCorrectDatabaseImplementation(new JdbcConnection(connection));
    database.setDefaultSchemaName(SCHEMA);
    database.setLiquibaseSchemaName(SCHEMA);
    return new Liquibase(
        "ledger/changelog.sql",
        new ClassLoaderResourceAccessor(LedgerSchema.class.getClassLoader()),
        database);
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
    // earlier versions granted it, and with it the means to spoil a chain
    Sql.run(connection, "REVOKE INSERT ON events FROM " + reader);
    Sql.run(connection, "GRANT EXECUTE ON FUNCTION add_refusal TO " + reader);
    Sql.run(connection, "GRANT SELECT, INSERT, UPDATE ON cards TO " + reader);
  }

  /** The ledger is not as it has to be: why, and what an administrator has to run. */
  public static final class NotPrepared extends IllegalStateException {
    private static final long serialVersionUID = 1L;
    private static final String AS_ADMINISTRATOR = "# as a superuser of that server:\n";

    private final boolean away;
    private final String mend;

    private NotPrepared(
        LedgerConfig config, String why, boolean away, String mend, Throwable cause) {
      super("the ledger at " + config.url() + " cannot be prepared: " + why, cause);
      this.away = away;
      this.mend = mend;
    }

    static NotPrepared because(LedgerConfig config, Exception failure) {
      SQLException told = sql(failure);
      String state = told == null || told.getSQLState() == null ? "" : told.getSQLState();
      String why = told == null ? failure.getMessage() : told.getMessage();
      return new NotPrepared(config, why, state.startsWith("08"), mend(config, state), failure);
    }

    static NotPrepared readerMissing(LedgerConfig config) {
      return new NotPrepared(
          config,
          "role " + config.reader() + " (ledger.reader) is not there",
          false,
          AS_ADMINISTRATOR + createRole(config.reader()),
          null);
    }

    /** True when the server cannot be reached. */
    public boolean isAway() {
      return away;
    }

    /** What an administrator has to run; empty when that is not known. */
    public String mend() {
      return mend;
    }

    /** A server tells nobody whether the role or only its password is wrong. */
    private static String mend(LedgerConfig config, String state) {
      return switch (state) {
        case "28P01", "28000" ->
            AS_ADMINISTRATOR
                + createRole(config.user())
                + "   -- or ALTER ROLE, where it is there with another password"
                + (config.reader() == null ? "" : "\n" + createRole(config.reader()))
                + "\n"
                + createDatabase(config);
        case "3D000" -> AS_ADMINISTRATOR + createDatabase(config);
        case "42501" ->
            AS_ADMINISTRATOR
                + "ALTER DATABASE "
                + database(config)
                + " OWNER TO "
                + Sql.identifier(config.user())
                + ";";
        default -> "";
      };
    }

    private static String createRole(String role) {
      return "CREATE ROLE " + Sql.identifier(role) + " LOGIN PASSWORD '...';";
    }

    private static String createDatabase(LedgerConfig config) {
      return "CREATE DATABASE "
          + database(config)
          + " OWNER "
          + Sql.identifier(config.user())
          + ";";
    }

    private static String database(LedgerConfig config) {
      String path = config.url().replaceFirst("\\?.*", "");
      return Sql.identifier(path.substring(path.lastIndexOf('/') + 1));
    }

    private static SQLException sql(Throwable failure) {
      for (Throwable at = failure; at != null; at = at.getCause()) {
        if (at instanceof SQLException found) {
          return found;
        }
      }
      return null;
    }
  }
}
