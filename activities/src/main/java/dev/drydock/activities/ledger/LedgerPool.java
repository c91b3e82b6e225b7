package dev.drydock.activities.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Few connections to the ledger, each transaction short: one that stands still for 10 s is ended by
 * the server, because others wait for it.
 */
public final class LedgerPool implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int WAIT_MILLIS = 10_000;

  private final HikariDataSource source;

  private LedgerPool(HikariDataSource source) {
    this.source = source;
  }

  /** As the workers' role, which may add to everything. */
  public static LedgerPool writer(LedgerConfig config, Secrets secrets) {
    return open("ledger", config, config.user(), config.password(), secrets);
  }

  /** As the bot's role where there is one, else as the workers'. */
  public static LedgerPool reader(LedgerConfig config, Secrets secrets) {
    return config.reader() == null
        ? writer(config, secrets)
        : open("ledger-reader", config, config.reader(), config.readerPassword(), secrets);
  }

  private static LedgerPool open(
      String name, LedgerConfig config, String user, SecretRef password, Secrets secrets) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(name);
    hikari.setJdbcUrl(config.url());
    hikari.setDataSourceProperties(LedgerSchema.properties());
    hikari.setCredentialsProvider(() -> Credentials.of(user, secrets.resolve(password)));
    hikari.addDataSourceProperty("socketTimeout", "60");
    hikari.addDataSourceProperty(
        "options", "-c idle_in_transaction_session_timeout=10s -c lock_timeout=20s");
    hikari.setMaximumPoolSize(CONNECTIONS);
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(WAIT_MILLIS);
    // a ledger that is down when a worker starts is waited for at the first use
    hikari.setInitializationFailTimeout(-1);
    return new LedgerPool(new HikariDataSource(hikari));
  }

  /**
   * @throws LedgerFailure when the ledger cannot be reached or refuses
   */
  <T> T transaction(Sql.Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return Sql.transaction(connection, work);
    } catch (SQLException e) {
      throw new LedgerFailure("the ledger: " + e.getMessage(), e);
    }
  }

  /** Why the ledger cannot be used now, in one line; empty when it answers. */
  public String trouble() {
    try {
      transaction(connection -> Sql.text(connection, "SELECT 1"));
      return "";
    } catch (LedgerFailure e) {
      return e.getMessage().strip().replaceAll("\\s+", " ");
    }
  }

  @Override
  public void close() {
    source.close();
  }

  /** The ledger did not take or give something; trying again may help. */
  public static final class LedgerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
