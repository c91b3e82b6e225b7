package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Pulse;
import dev.drydock.activities.ledger.sql.KeepAlive;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.Secrets;
import dev.drydock.workflows.config.Tls;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to apps' databases, each opened for one piece of work, with the password of now. */
public final class Connections {
  static final String NAME = "drydock";
  private static final String LOGIN_SECONDS = "10";
  private static final String READ_SECONDS = "60";

  /** {@code client_connection_check_interval} on every platform; 14 knows it on Linux only. */
  private static final int CHECKS_CONNECTION_SINCE = 15;

  private static final int KNOWS_IDLE_SESSIONS_SINCE = 14;
  private static final int LIMITS_TRANSACTIONS_SINCE = 17;

  private static final String TOO_MANY = "53300";

  /** What a proxy says to options in the first packet. */
  private static final String NO_OPTIONS = "0A000";

  private static final String DIRECT = "drydock.direct";

  /**
   * What the role or the database may have set otherwise for the application. The name comes with
   * the first packet, so that a guard never sees us without it; and we write where others may not.
   * A server that does not hear of our node any more lets go of what we held within half a minute.
   */
  private static final String OPTIONS =
      "-c application_name=%s -c default_transaction_read_only=off"
          + " -c standard_conforming_strings=on -c statement_timeout=0 -c lock_timeout=0"
          + " -c "
          + DIRECT
          + "=yes -c idle_in_transaction_session_timeout=0 -c tcp_keepalives_idle=10"
          + " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000";

  /**
   * The app's own role may write functions, and set for its database where names are looked up:
   * ours mean the server's.
   */
  private static final String SERVERS_NAMES = " -c search_path=pg_catalog";

  private static final Logger log = LoggerFactory.getLogger(Connections.class);

  private final Secrets secrets;

  public Connections(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Short work in the app's database: an answer takes at most a minute. */
  <T> T in(AppConfig app, Sql.Work<T> work) {
    return work(
        app,
        app.database().name(),
        properties(app, NAME, READ_SECONDS),
        connection -> pulsed(connection, work));
  }

  /**
   * A question whose names mean what they mean to the app, so that functions of the app's may run
   * as our role: in a transaction in which nobody can write.
   */
  <T> T asked(AppConfig app, Sql.Work<T> question) {
    Properties properties = properties(app, NAME, READ_SECONDS);
    properties.setProperty("options", OPTIONS.formatted(NAME));
    return work(
        app,
        app.database().name(),
        properties,
        connection -> {
          connection.setReadOnly(true);
          connection.setAutoCommit(false);
          return pulsed(connection, question);
        });
  }

  /** Short work beside the app's database, where it may be renamed or closed meanwhile. */
  <T> T beside(AppConfig app, Sql.Work<T> work) {
    return work(
        app,
        admin(app),
        properties(app, NAME, READ_SECONDS),
        connection -> pulsed(connection, work));
  }

  /** Work in a database of that server that may take hours; heartbeats, and ends when canceled. */
  <T> T longIn(AppConfig app, String database, Sql.Work<T> work) {
    return work(
        app,
        database,
        properties(app, NAME, "0"),
        connection -> {
          endWithUs(connection);
          return pulsed(connection, work);
        });
  }

  /** Work with one connection, and with more where it asks for them. */
  @FunctionalInterface
  interface Together<T> {
    T on(Connection first, More more) throws SQLException;
  }

  /** Opens connections like the first one, closed when the work ends. */
  @FunctionalInterface
  interface More {
    /** As many as are wanted, or as few as the server lets in; none may be. */
    List<Connection> open(int wanted) throws SQLException;
  }

  /**
   * As {@link #longIn}, over as many connections as the work asks for.
   *
   * @param name their {@code application_name}
   */
  <T> T severalIn(AppConfig app, String database, String name, Together<T> work) {
    Properties properties = properties(app, name, "0");
    return work(
        app,
        database,
        properties,
        first -> {
          List<Connection> all = new CopyOnWriteArrayList<>(List.of(first));
          try {
            endWithUs(first);
            return pulsed(
                all, () -> work.on(first, wanted -> more(app, database, properties, wanted, all)));
          } finally {
            for (Connection one : all.subList(1, all.size())) {
              one.close();
            }
          }
        });
  }

  private static List<Connection> more(
      AppConfig app, String database, Properties properties, int wanted, List<Connection> all)
      throws SQLException {
    List<Connection> more = new ArrayList<>();
    while (more.size() < wanted) {
      try {
        more.add(open(app, database, properties));
      } catch (SQLException e) {
        if (TOO_MANY.equals(e.getSQLState())) {
          break;
        }
        throw e;
      }
      all.add(more.get(more.size() - 1));
      endWithUs(more.get(more.size() - 1));
    }
    return more;
  }

  private static Connection open(AppConfig app, String database, Properties properties)
      throws SQLException {
    Connection connection = connected(JdbcUrl.of(app.database(), database), properties);
    try {
      requireDirect(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection connected(String url, Properties properties) throws SQLException {
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      throw NO_OPTIONS.equals(e.getSQLState())
          ? new SQLException(e.getMessage(), DatabaseFailure.POOLER, e)
          : e;
    }
  }

  /** A pooler may swallow what we set, and hand what we set later to somebody else's session. */
  private static void requireDirect(Connection connection) throws SQLException {
    if (!"yes"
        .equals(
            Sql.text(connection, "SELECT pg_catalog.current_setting('" + DIRECT + "', true)"))) {
      throw new SQLException("it swallows them", DatabaseFailure.POOLER);
    }
  }

  <T> T longBeside(AppConfig app, Sql.Work<T> work) {
    return longIn(app, admin(app), work);
  }

  String password(AppConfig app) {
    return secrets.resolve(app.database().password());
  }

  private static String admin(AppConfig app) {
    String configured = app.database().adminDatabase();
    return configured == null ? "postgres" : configured;
  }

  private static <T> T pulsed(Connection connection, Sql.Work<T> work) throws SQLException {
    return pulsed(List.of(connection), () -> work.on(connection));
  }

  @FunctionalInterface
  private interface Deed<T> {
    T done() throws SQLException;
  }

  private static <T> T pulsed(List<Connection> connections, Deed<T> deed) throws SQLException {
    try (Pulse pulse = Pulse.start(() -> connections.forEach(Connections::abort))) {
      try {
        return deed.done();
      } catch (SQLException | RuntimeException e) {
        pulse.throwIfEnded();
        throw e;
      }
    }
  }

  /**
   * The server notices by itself when this process was killed, and ends what it does for it; and
   * does not end it sooner.
   */
  private static void endWithUs(Connection connection) throws SQLException {
    int major = Catalog.major(connection);
    if (major >= CHECKS_CONNECTION_SINCE) {
      Sql.run(connection, "SET client_connection_check_interval = '2s'");
    }
    if (major >= KNOWS_IDLE_SESSIONS_SINCE) {
      Sql.run(connection, "SET idle_session_timeout = 0");
    }
    if (major >= LIMITS_TRANSACTIONS_SINCE) {
      Sql.run(connection, "SET transaction_timeout = 0");
    }
  }

  /**
   * First in the server, which would go on with a statement that nobody waits for any more: a copy
   * keeps every new session off the database that is copied.
   */
  private static void abort(Connection connection) {
    try {
      connection.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      log.info("a statement could not be canceled: {}", e.getMessage());
    }
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T work(
      AppConfig app, String database, Properties properties, Sql.Work<T> work) {
    DatabaseConfig at = app.database();
    try (Connection connection = open(app, database, properties)) {
      return work.on(connection);
    } catch (SQLException e) {
      throw DatabaseFailure.of(at, database, e);
    }
  }

  private Properties properties(AppConfig app, String name, String readSeconds) {
    Properties properties = new Properties();
    properties.setProperty("user", app.database().user());
    properties.setProperty("password", password(app));
    properties.setProperty("ApplicationName", name);
    properties.setProperty("options", OPTIONS.formatted(name) + SERVERS_NAMES);
    properties.setProperty("loginTimeout", LOGIN_SECONDS);
    properties.setProperty("connectTimeout", LOGIN_SECONDS);
    properties.setProperty("socketTimeout", readSeconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("socketFactory", KeepAlive.class.getName());
    Tls tls = app.database().tls();
    properties.setProperty("sslmode", tls.mode());
    if (tls.rootCert() != null) {
      properties.setProperty("sslrootcert", tls.rootCert());
    }
    return properties;
  }
}
