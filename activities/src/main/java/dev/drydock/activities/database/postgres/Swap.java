package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Puts a run's copy in the place of the app's database, which is kept aside as {@code
 * keeper_failed_41}. The place changes in one transaction; whoever dies before it leaves the copy
 * to be found, whoever dies after it leaves the failed one to be found.
 */
final class Swap {
  private final Connections connections;
  private final Sessions sessions;

  Swap(Connections connections, Sessions sessions) {
    this.connections = connections;
    this.sessions = sessions;
  }

  /**
   * @return the name under which the failed database is kept
   */
  String restore(AppConfig app, String run) {
    String database = app.database().name();
    return connections.longBeside(
        app,
        connection -> {
          Exclusive.lock(connection, database);
          String copy = Names.copy(database, run);
          Optional<Tag> waiting = Copies.finished(connection, run, copy);
          return waiting.isPresent()
              ? swap(connection, app, run, waiting.get())
              : alreadyAside(connection, database, run);
        });
  }

  /** True where the run's copy has taken the place already. */
  boolean isDone(AppConfig app, String run) {
    return connections.beside(
        app, connection -> newestFailed(connection, app.database().name(), run).isPresent());
  }

  private String swap(Connection connection, AppConfig app, String run, Tag copy)
      throws SQLException {
    String database = app.database().name();
    if (Catalog.exists(connection, database)) {
      Copies.empty(connection, app, database, sessions);
    }
    // a monitor may have found the copy while it was open for its proof
    Copies.empty(connection, app, Names.copy(database, run), sessions);
    String failed = freeName(connection, database, run);
    return Sql.transaction(connection, c -> takePlace(c, app, run, copy, failed));
  }

  private static String takePlace(
      Connection connection, AppConfig app, String run, Tag copy, String failed)
      throws SQLException {
    String database = app.database().name();
    Optional<Mark> mark = Mark.of(connection, database);
    if (Catalog.exists(connection, database)) {
      Catalog.rename(connection, database, failed);
      new Tag(run, database, "failed", null, null).write(connection, failed);
    }
    Catalog.rename(connection, Names.copy(database, run), database);
    if (mark.isPresent()) {
      Fence.carryOver(connection, app, mark.get(), copy.comment());
    } else {
      Tag.comment(connection, database, copy.comment());
    }
    Catalog.open(connection, database, mark.filter(Mark::isFenced).isEmpty());
    return failed;
  }

  private static String alreadyAside(Connection connection, String database, String run)
      throws SQLException {
    return newestFailed(connection, database, run)
        .orElseThrow(
            () ->
                Failures.stepFailed(
                    "the sealed copy "
                        + Names.copy(database, run)
                        + " is gone, and this run has no durable backup. "
                        + database
                        + " is as the upgrade left it. Bring the copy back (its volume, or the"
                        + " server's own backup), then: drydock resume "
                        + run));
  }

  private static Optional<String> newestFailed(Connection connection, String database, String run)
      throws SQLException {
    return Catalog.tagged(connection, database).stream()
        .filter(entry -> entry.tag().orElseThrow().isFailedOf(run))
        .map(Catalog.Entry::name)
        .max(java.util.Comparator.comparingInt(String::length).thenComparing(n -> n));
  }

  private static String freeName(Connection connection, String database, String run)
      throws SQLException {
    int nth = 1;
    while (Catalog.exists(connection, Names.failed(database, run, nth))) {
      nth++;
    }
    return Names.failed(database, run, nth);
  }
}
