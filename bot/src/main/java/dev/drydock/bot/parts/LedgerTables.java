package dev.drydock.bot.parts;

import dev.drydock.activities.ledger.LedgerSchema;
import dev.drydock.bot.cli.Unreachable;
import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.workflows.config.LedgerConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The ledger's tables, and who may change what is in them. */
public final class LedgerTables {
  private static final String MAY_CHANGE =
      "SELECT has_table_privilege('drydock.events', 'UPDATE, DELETE, TRUNCATE')";
  private static final String LEDGER = "ledger";

  private final LedgerConfig config;
  private final Secrets secrets;

  public LedgerTables(LedgerConfig config, Secrets secrets) {
    this.config = config;
    this.secrets = secrets;
  }

  /**
   * Brings them up to date; every activity worker does so at its start.
   *
   * @throws Unreachable with the reason
   */
  public void prepare() {
    try {
      LedgerSchema.update(config, secrets);
    } catch (IllegalStateException e) {
      throw new Unreachable(e.getMessage(), e);
    }
  }

  /**
   * The same, told. A process without the workers' password leaves it to the activity worker.
   *
   * @param dryRun true to look only
   */
  public Settled settle(boolean dryRun) {
    String place = config.url();
    try {
      List<String> pending = LedgerSchema.pending(config, secrets);
      if (pending.isEmpty() && !dryRun) {
        prepare(); // who may do what with the tables is set anew each time
      }
      if (pending.isEmpty()) {
        return Settled.so(LEDGER, place + ", tables are up to date");
      }
      String changes = place + ", change " + String.join(", ", pending);
      if (dryRun) {
        return Settled.would(LEDGER, "make tables: " + changes);
      }
      prepare();
      return Settled.done(LEDGER, changes);
    } catch (Secrets.Missing e) {
      return Settled.note(
          LEDGER,
          "not looked at, the workers' password is not here (" + e.getMessage() + ")",
          "# the activity worker brings the tables up to date when it starts");
    } catch (LedgerSchema.NotPrepared e) {
      return e.isAway()
          ? Settled.away(LEDGER, e.getMessage())
          : Settled.failed(LEDGER, e.getMessage(), e.mend());
    }
  }

  /** The role that a reader of the ledger has. */
  public String readAs() {
    return config.reader() == null ? config.user() : config.reader();
  }

  /**
   * True when the server itself keeps that role from changing or deleting events.
   *
   * @throws Unreachable the ledger cannot be asked
   */
  public boolean areAppendOnly() {
    SecretRef password = config.reader() == null ? config.password() : config.readerPassword();
    try (Connection connection =
            DriverManager.getConnection(config.url(), readAs(), secrets.resolve(password));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(MAY_CHANGE)) {
      row.next();
      return !row.getBoolean(1);
    } catch (SQLException e) {
      throw new Unreachable("the ledger cannot be asked: " + e.getMessage(), e);
    }
  }
}
