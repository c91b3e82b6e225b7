package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Who is on a database, seen from beside it. */
final class Sessions {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
  private static final int POLL_MILLIS = 100;

  /** Autovacuum has no user, and gives way by itself. */
  private static final String ON_DATABASE =
      " FROM pg_stat_activity a WHERE datname = ? AND usesysid IS NOT NULL"
          + " AND pid <> pg_backend_pid()";

  static final String NO_NAME = "no name";

  /** Only a superuser ends a superuser's sessions. */
  private static final String MAY_END =
      "(NOT EXISTS (SELECT FROM pg_roles r WHERE r.oid = a.usesysid AND r.rolsuper)"
          + " OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))";

  /** A session whose client is gone ends in this time by itself, and is nobody's. */
  private static final Duration OF_THE_DEAD = Duration.ofMillis(300);

  private final Connections connections;

  Sessions(Connections connections) {
    this.connections = connections;
  }

  /**
   * @param where address, or {@code local}; {@code hidden} where the role may not see it
   */
  record Session(int pid, String user, String name, String where, String state, String last) {
    static Session read(ResultSet row) throws SQLException {
      return new Session(
          row.getInt(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          row.getString(6));
    }

    /** The schema tool's, by its name, or Drydock's own. */
    boolean isOfRun(String tool) {
      return name.equals(tool) || isDrydocks();
    }

    boolean isDrydocks() {
      return name.equals(Connections.NAME) || Proofs.isProof(name);
    }

    @Override
    public String toString() {
      return "pid "
          + pid
          + ": "
          + user
          + " from "
          + where
          + " ("
          + name
          + "), "
          + state
          + (last.isBlank() ? "" : ", last " + last);
    }
  }

  List<Session> on(AppConfig app, String database) {
    return connections.beside(app, connection -> on(connection, database));
  }

  /** Only the first word of a statement is told: the rest may hold people's data. */
  static List<Session> on(Connection connection, String database) throws SQLException {
    return on(connection, database, "true");
  }

  private static List<Session> on(Connection connection, String database, String which)
      throws SQLException {
    return Sql.list(
        connection,
        Session::read,
        "SELECT pid, usename, coalesce(nullif(application_name, ''), '"
            + NO_NAME
            + "'),"
            + " coalesce(host(client_addr), CASE WHEN state IS NULL THEN 'hidden' ELSE 'local' END),"
            + " coalesce(state || ' since ' || to_char(state_change, 'HH24:MI:SS'), 'state hidden'),"
            + " coalesce(upper(substring(query from '^\\s*(\\w+)')), '')"
            + ON_DATABASE
            + " AND "
            + which
            + " ORDER BY backend_start",
        database);
  }

  /** Those that only a superuser may end, and we are none. */
  static List<Session> notToBeEnded(Connection connection, String database) throws SQLException {
    return on(connection, database, "NOT " + MAY_END);
  }

  /** Ends those with this {@code application_name}, and waits until they are gone. */
  void endNamed(AppConfig app, String database, String name) {
    end(
        app,
        database,
        "application_name = " + Sql.literal(name),
        () -> on(app, database).stream().filter(s -> s.name().equals(name)).toList());
  }

  /**
   * Ends every session on the database, and waits until they are gone.
   *
   * @return those that were somebody's
   * @throws io.temporal.failure.ApplicationFailure {@code Failures.stepFailed} naming who may not
   *     be ended, or what is prepared
   */
  List<Session> endAll(AppConfig app, String database) {
    List<Session> there = await(() -> on(app, database), OF_THE_DEAD);
    if (!there.isEmpty()) {
      end(app, database, "true", () -> on(app, database));
    }
    List<String> prepared = connections.beside(app, connection -> prepared(connection, database));
    if (!prepared.isEmpty()) {
      throw Failures.stepFailed(
          "prepared transactions still hold " + database + ": " + String.join(", ", prepared));
    }
    return there;
  }

  /**
   * Ends whoever is still on a database that takes nobody in; a superuser's session may stay, and
   * what is read for a proof.
   */
  void endLeft(AppConfig app, String database) {
    String which = MAY_END + " AND " + Proofs.IS_NO_PROOF;
    Supplier<List<Session>> left =
        () -> connections.beside(app, connection -> on(connection, database, which));
    if (!left.get().isEmpty()) {
      end(app, database, which, left);
    }
  }

  private static List<String> prepared(Connection connection, String database) throws SQLException {
    return Sql.list(
        connection,
        row -> row.getString(1),
        "SELECT gid || ' of ' || owner || ' since ' || prepared FROM pg_prepared_xacts"
            + " WHERE database = ? ORDER BY prepared",
        database);
  }

  /**
   * @param told who is to end
   * @param isHopeless true where one of them does so only for a superuser
   */
  record Ending(List<Session> told, boolean isHopeless) {}

  /**
   * Tells all but Drydock's own to end. Of those that only a superuser may end it minds the tool's:
   * another's, as a monitor's, is let in by the fence, too, and named by the guard.
   */
  static Ending tellAllToEnd(Connection connection, String database, Guard.Tool tool)
      throws SQLException {
    List<Session> told =
        new ArrayList<>(
            on(connection, database, MAY_END).stream()
                .filter(session -> !session.isDrydocks())
                .toList());
    if (!told.isEmpty()) {
      String pids =
          told.stream().map(session -> session.pid() + "").collect(Collectors.joining(", "));
      tellToEnd(connection, database, "pid IN (" + pids + ")");
    }
    List<Session> left =
        on(connection, database, "NOT " + MAY_END).stream()
            .filter(s -> s.name().equals(tool.name()) || tool.addresses().contains(s.where()))
            .toList();
    told.addAll(left);
    return new Ending(told, !left.isEmpty());
  }

  /** Waits until those who were told to end are gone, whoever has come since. */
  void awaitGone(AppConfig app, String database, Ending ending) {
    Set<Integer> pids = ending.told().stream().map(Session::pid).collect(Collectors.toSet());
    Supplier<List<Session>> left =
        () -> on(app, database).stream().filter(session -> pids.contains(session.pid())).toList();
    requireGone(database, left, ending.isHopeless());
  }

  private void end(
      AppConfig app, String database, String which, Supplier<List<Session>> remaining) {
    connections.beside(app, connection -> tellToEnd(connection, database, which));
    requireGone(database, remaining, mayNotEnd(app, database, which));
  }

  private static void requireGone(
      String database, Supplier<List<Session>> remaining, boolean isHopeless) {
    List<Session> left = await(remaining, isHopeless ? OF_THE_DEAD : ENDS_WITHIN);
    if (!left.isEmpty() && isHopeless) {
      throw Failures.stepFailed(
          "sessions on "
              + database
              + " that only a superuser may end: "
              + lines(left)
              + "; as a superuser: "
              + left.stream()
                  .map(session -> "SELECT pg_terminate_backend(" + session.pid() + ");")
                  .collect(Collectors.joining(" ")));
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "sessions on " + database + " were told to end and did not: " + lines(left));
    }
  }

  /**
   * @return true where there was one that our role may end
   */
  static boolean tellToEnd(Connection connection, String database, String which)
      throws SQLException {
    return Sql.list(
            connection,
            row -> row.getBoolean(1),
            "SELECT pg_terminate_backend(pid)" + ON_DATABASE + " AND " + MAY_END + " AND " + which,
            database)
        .contains(true);
  }

  private boolean mayNotEnd(AppConfig app, String database, String which) {
    return connections.beside(
        app,
        connection ->
            !Sql.list(
                    connection,
                    row -> row.getInt(1),
                    "SELECT pid" + ON_DATABASE + " AND NOT " + MAY_END + " AND " + which,
                    database)
                .isEmpty());
  }

  private static List<Session> await(Supplier<List<Session>> remaining, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    List<Session> left = remaining.get();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      pause();
      left = remaining.get();
    }
    return left;
  }

  static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String lines(List<Session> sessions) {
    return sessions.stream().map(Session::toString).collect(Collectors.joining("; "));
  }
}
