package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Few;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What whoever approves should know of a run on such a database, before it is down. */
final class Outlook {
  /** Of a plain disk of a cloud. */
  private static final long COPIED_IN_A_SECOND = 100_000_000;

  private static final int MOST_NAMED = 5;

  private static final String UNLOGGED =
      "SELECT c.oid::regclass::text FROM pg_class c WHERE relpersistence = 'u' AND relkind = 'r'"
          + " ORDER BY 1";

  /** Whoever may not see more sees at least that there are some. */
  private static final String STANDBYS = "SELECT count(*) > 0 FROM pg_stat_replication";

  private static final String HIDDEN =
      "SELECT DISTINCT usename::text FROM pg_stat_activity WHERE datname = current_database()"
          + " AND usesysid IS NOT NULL AND state IS NULL AND client_addr IS NULL ORDER BY 1";

  private Outlook() {}

  static List<String> notes(Connection connection, AppConfig app, long size) throws SQLException {
    List<String> notes = new ArrayList<>();
    Duration copy = Duration.ofSeconds(size / COPIED_IN_A_SECOND);
    if (copy.compareTo(app.policy().limits().seal()) > 0) {
      notes.add(
          "its sealed copy may take "
              + copy.toMinutes()
              + " min, at 100 MB a second, and users are out meanwhile; limits.seal of "
              + app.name()
              + " allows "
              + app.policy().limits().seal().toMinutes()
              + " min");
    }
    List<String> unlogged = texts(connection, UNLOGGED);
    if (!unlogged.isEmpty()) {
      notes.add(
          "unlogged tables lose their rows where the server crashes: if it does in the middle of"
              + " the run, the way back needs an operator (docs/what-if.md): "
              + Few.joined(unlogged, MOST_NAMED, ", "));
    }
    if (Boolean.parseBoolean(Sql.text(connection, "SELECT (" + STANDBYS + ")::text"))) {
      notes.add(
          "the server has standbys: after a rollback sessions there go on reading the failed"
              + " database until they are ended; connect anew what reads from a standby");
    }
    hidden(connection, notes);
    return notes;
  }

  private static void hidden(Connection connection, List<String> notes) throws SQLException {
    List<String> hidden = texts(connection, HIDDEN);
    if (!hidden.isEmpty()) {
      notes.add(
          "where sessions of "
              + Few.joined(hidden, MOST_NAMED, ", ")
              + " come from cannot be seen, so a schema tool that logs in so and names its sessions"
              + " itself would be ended: GRANT pg_read_all_stats TO "
              + Sql.text(connection, "SELECT quote_ident(current_user)")
              + ";");
    }
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    return Sql.list(connection, row -> row.getString(1), query);
  }
}
