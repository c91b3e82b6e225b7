package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands at the fence while it is open for the schema tool. Ends whoever else is on the database,
 * twenty times a second; what such a session does in between it does read-only, unless it was told
 * otherwise on purpose. Tells, too, whom the tool waits for.
 */
final class Guard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Guard.class);
  private static final int LOOK_MILLIS = 50;
  private static final int AGAIN_MILLIS = 1000;
  private static final int LOOKS_BETWEEN_WAITS = AGAIN_MILLIS / LOOK_MILLIS;

  /** The queries of both are left out but for the first word: the rest may hold people's data. */
  private static final String WAITS =
      "SELECT format('%s waits for %s of %s, which %s (pid %s, %s, %s) holds', "
          + " upper(substring(w.query from '^\\s*(\\w+)')), lower(l.mode),"
          + " coalesce(l.relation::regclass::text, l.locktype), b.usename, b.pid,"
          + " coalesce(nullif(b.application_name, ''), '"
          + Sessions.NO_NAME
          + "'), coalesce(b.state, 'no state'))"
          + " FROM pg_stat_activity w JOIN pg_locks l ON l.pid = w.pid AND NOT l.granted,"
          + " unnest(pg_blocking_pids(w.pid)) blocker JOIN pg_stat_activity b ON b.pid = blocker"
          + " WHERE w.datname = ? AND w.application_name = ?";

  private final Connections connections;
  private final AppConfig app;
  private final boolean ends;
  private final Tool tool;
  private final Predicate<Mark> isOurs;
  private final Set<Integer> told = new HashSet<>();

  /** Seen once without a name: a session is listed a moment before its name is. */
  private final Set<Integer> begun = new HashSet<>();

  /** The newest lines only: a ledger that hangs is no reason to let others stay. */
  private final ExecutorService telling =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(1),
          work -> daemon(work, "drydock-guard-tells"),
          new ThreadPoolExecutor.DiscardOldestPolicy());

  private volatile boolean isOver;
  private Thread thread;

  /**
   * How the schema tool's sessions are known.
   *
   * @param of whose tool it is
   * @param name their {@code application_name}
   * @param addresses from which it comes, where its sessions have another name
   */
  record Tool(Mark.Holder of, String name, Set<String> addresses) {}

  /**
   * @param ends false where others are only looked at
   * @param isOurs whether a mark on the database is of the run whose tool it is
   */
  Guard(Connections connections, AppConfig app, boolean ends, Tool tool, Predicate<Mark> isOurs) {
    this.connections = connections;
    this.app = app;
    this.ends = ends;
    this.tool = tool;
    this.isOurs = isOurs;
  }

  void start(Fences.Seen seen) {
    thread = daemon(() -> watch(seen), "drydock-guard");
    thread.start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void watch(Fences.Seen seen) {
    while (!isOver) {
      try {
        connections.beside(app, connection -> watch(connection, seen));
      } catch (RuntimeException e) {
        log.info("the fence of {} is not watched for a moment: {}", database(), e.getMessage());
        pause(AGAIN_MILLIS);
      } catch (Error e) {
        // thrown on, it would leave the fence without a guard, and nobody would know
        log.warn("the fence of {} is not watched for a moment", database(), e);
        pause(AGAIN_MILLIS);
      }
    }
  }

  private Void watch(Connection connection, Fences.Seen seen) throws SQLException {
    for (int looks = 1; !isOver; looks++) {
      if (ends) {
        look(connection, seen);
      }
      if (looks % LOOKS_BETWEEN_WAITS == 0) {
        List<String> waits = waits(connection);
        telling.execute(() -> tell(seen, waits));
      }
      pause(LOOK_MILLIS);
    }
    return null;
  }

  private void tell(Fences.Seen seen, List<String> waits) {
    try {
      waits.forEach(seen::waiting);
    } catch (RuntimeException e) {
      log.info("whom the tool waits for on {} is not told: {}", database(), e.getMessage());
    }
  }

  private void look(Connection connection, Fences.Seen seen) throws SQLException {
    Set<Integer> nameless = new HashSet<>();
    List<Sessions.Session> foreign =
        Sessions.on(connection, database()).stream().filter(this::isForeign).toList();
    if (!foreign.isEmpty() && isDown(connection)) {
      isOver = true; // a late first attempt, and they are users
      return;
    }
    for (Sessions.Session session : foreign) {
      if (session.name().equals(Sessions.NO_NAME) && !begun.contains(session.pid())) {
        nameless.add(session.pid());
      } else {
        end(connection, session, seen);
      }
    }
    begun.clear();
    begun.addAll(nameless);
  }

  private boolean isDown(Connection connection) throws SQLException {
    return Mark.of(connection, database())
        .filter(mark -> mark.isFenced() && isOurs.test(mark))
        .isEmpty();
  }

  private void end(Connection connection, Sessions.Session session, Fences.Seen seen)
      throws SQLException {
    boolean isEnded = Sessions.tellToEnd(connection, database(), "pid = " + session.pid());
    if (told.add(session.pid())) {
      seen.ended(isEnded ? session.toString() : session + ", which only a superuser may end");
    }
  }

  private boolean isForeign(Sessions.Session session) {
    return !session.isOfRun(tool.name()) && !tool.addresses().contains(session.where());
  }

  private List<String> waits(Connection connection) throws SQLException {
    return Sql.list(connection, row -> row.getString(1), WAITS, database(), tool.name());
  }

  private String database() {
    return app.database().name();
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
    telling.shutdown();
    try {
      thread.join(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
