package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends whoever is on a fenced database while the schema tool must be let in, and tells who it was.
 * It looks twenty times a second; what a session does in between it does read-only, unless it was
 * told otherwise on purpose.
 */
final class Guard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Guard.class);
  private static final int LOOK_MILLIS = 50;
  private static final int AGAIN_MILLIS = 1000;

  private final Connections connections;
  private final AppConfig app;
  private final String database;
  private final String tool;
  private final Set<String> addresses;
  private final Set<Integer> told = new HashSet<>();

  private volatile boolean isOver;
  private Thread thread;

  /**
   * @param tool the {@code application_name} of the schema tool's sessions
   * @param addresses from which it comes, where its sessions have another name
   */
  Guard(
      Connections connections, AppConfig app, String database, String tool, Set<String> addresses) {
    this.connections = connections;
    this.app = app;
    this.database = database;
    this.tool = tool;
    this.addresses = Set.copyOf(addresses);
  }

  void start(Consumer<String> ended) {
    thread = new Thread(() -> watch(ended), "drydock-guard");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(Consumer<String> ended) {
    while (!isOver) {
      try {
        connections.beside(app, connection -> watch(connection, ended));
      } catch (RuntimeException e) {
        log.info("the fence of {} is not watched for a moment: {}", database, e.getMessage());
        pause(AGAIN_MILLIS);
      }
    }
  }

  private Void watch(Connection connection, Consumer<String> ended) throws SQLException {
    while (!isOver) {
      for (Sessions.Session session : Sessions.on(connection, database)) {
        if (isForeign(session)) {
          end(connection, session, ended);
        }
      }
      pause(LOOK_MILLIS);
    }
    return null;
  }

  private void end(Connection connection, Sessions.Session session, Consumer<String> ended)
      throws SQLException {
    boolean isEnded =
        Sql.first(
                connection,
                row -> row.getBoolean(1),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity a"
                    + " WHERE pid = ? AND datname = ? AND "
                    + Sessions.MAY_END,
                session.pid(),
                database)
            .orElse(false);
    if (told.add(session.pid())) {
      ended.accept(isEnded ? session.toString() : session + ", which only a superuser may end");
    }
  }

  private boolean isForeign(Sessions.Session session) {
    return !session.name().equals(tool)
        && !session.name().equals(Connections.NAME)
        && !addresses.contains(session.where());
  }

  private void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      isOver = true;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    isOver = true;
    try {
      thread.join(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
