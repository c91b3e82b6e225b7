package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Pulse;
import dev.drydock.activities.database.Unreachable;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Sees whether somebody comes to a database while something else is done. */
final class Visitors {
  /** A tool's session for one question lasts some tens of milliseconds. */
  private static final long EACH_MS = 4;

  private static final String THERE =
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = ?"
          + " AND (application_name = ? OR host(client_addr) = ANY (?)))";

  private final Connections connections;

  Visitors(Connections connections) {
    this.connections = connections;
  }

  /**
   * @param name {@code application_name}
   * @param addresses other signs of the same visitor; may be empty
   */
  boolean during(AppConfig app, String name, Set<String> addresses, Runnable deed) {
    Watch watch = new Watch(app, name, addresses);
    CompletableFuture<Void> watching = begun(() -> connections.beside(app, watch::until));
    try {
      ended(CompletableFuture.anyOf(watch.began, watching));
      deed.run();
    } finally {
      watch.isOver = true;
    }
    ended(watching);
    return watch.isSeen;
  }

  /** In a thread of its own: a question may take minutes. */
  private static CompletableFuture<Void> begun(Runnable work) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                result.complete(null);
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "visitors");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static void ended(CompletableFuture<?> work) {
    try {
      Pulse.awaited(work);
    } catch (DatabaseFailure e) {
      throw e.isUnreachable() ? new Unreachable(e.getMessage(), e) : e;
    }
  }

  private static final class Watch {
    private final AppConfig app;
    private final String name;
    private final Set<String> addresses;
    private final CompletableFuture<Void> began = new CompletableFuture<>();
    private volatile boolean isOver;
    private volatile boolean isSeen;

    private Watch(AppConfig app, String name, Set<String> addresses) {
      this.app = app;
      this.name = name;
      this.addresses = addresses;
    }

    private Void until(Connection connection) throws SQLException {
      try (PreparedStatement there = connection.prepareStatement(THERE)) {
        there.setString(1, app.database().name());
        there.setString(2, name);
        there.setArray(3, connection.createArrayOf("text", addresses.toArray()));
        boolean isLast;
        do {
          isLast = isOver; // one more look after the end
          isSeen = isTrue(there);
          began.complete(null);
          Thread.sleep(EACH_MS);
        } while (!isSeen && !isLast);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return null;
    }

    private static boolean isTrue(PreparedStatement question) throws SQLException {
      try (ResultSet answer = question.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }
}
