package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.postgres.Mark.Holder;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.FenceWay;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fence around an app's database, in three layers that the owner of a database may raise: it
 * takes no connections; while it must take the schema tool's, every session that does not ask
 * otherwise is read-only; and who is not the tool is ended ({@link Guard}). The first two are state
 * of the server and hold when no Drydock runs.
 */
final class Fence implements Fences {
  private static final Logger log = LoggerFactory.getLogger(Fence.class);
  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(40);
  private static final String READ_ONLY = " SET default_transaction_read_only = on";

  private final Connections connections;
  private final Sessions sessions;
  private final Journal journal;

  Fence(Connections connections, Sessions sessions, Journal journal) {
    this.connections = connections;
    this.sessions = sessions;
    this.journal = journal;
  }

  @Override
  public void claim(AppConfig app, String run) {
    changed(app, ours(run), (connection, mark) -> mark);
  }

  @Override
  public List<String> fence(AppConfig app, String run) {
    String database = app.database().name();
    if (!connections.beside(app, connection -> Catalog.exists(connection, database))) {
      return List.of(); // nobody can be on it
    }
    changed(
        app,
        ours(run),
        (connection, mark) -> {
          if (!mark.isFenced()) {
            return raised(connection, app, mark);
          }
          Catalog.open(connection, database, false);
          return mark;
        });
    String tool = Databases.sessionName(run);
    return sessions.endAll(app, database).stream()
        .filter(session -> !session.isOfRun(tool))
        .map(Sessions.Session::toString)
        .toList();
  }

  @Override
  public void raise(AppConfig app, String run) {
    changed(
        app,
        ours(run),
        (connection, mark) -> mark.isFenced() ? mark : raised(connection, app, mark));
  }

  private static Mark raised(Connection connection, AppConfig app, Mark mark) throws SQLException {
    String database = app.database().name();
    Catalog.open(connection, database, false);
    String before = Mark.readOnlyOf(connection, database);
    if (isFull(app)) {
      Sql.run(connection, alter(database) + READ_ONLY);
    }
    return mark.fenced(before);
  }

  @Override
  public Pass letIn(AppConfig app, String run, Set<String> addresses, Seen seen) {
    if (mark(app).filter(Mark::isFenced).isEmpty()) {
      return () -> {};
    }
    open(app, ours(run), true);
    Guard guard =
        new Guard(
            connections, app, isFull(app), new Guard.Tool(Databases.sessionName(run), addresses));
    guard.start(seen);
    return new Pass() {
      @Override
      public void close() {
        guard.close();
        closed(app, run);
      }

      @Override
      public void leave() {
        guard.close();
      }
    };
  }

  /**
   * On a thread of its own, as the activity may be canceled by now, and without a failure, as one
   * is perhaps on its way up: what stays open is read-only to others, and is closed by whoever
   * comes next.
   */
  private void closed(AppConfig app, String run) {
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(
            () -> shut(app, ours(run)), work -> new Thread(work, "drydock-fence").start());
    try {
      closing.get(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.info("the fence of {} could not be closed again: {}", app.databaseId(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody gets in, and who came in under the fence goes. */
  private void shut(AppConfig app, Holder holder) {
    open(app, holder, false);
    sessions.endLeft(app, app.database().name());
  }

  private void open(AppConfig app, Holder holder, boolean open) {
    changed(
        app,
        holder,
        (connection, mark) -> {
          Catalog.open(connection, app.database().name(), open);
          return mark;
        });
  }

  @Override
  public void unfence(AppConfig app, String run) {
    lower(app, ours(run), (connection, mark) -> mark);
  }

  @Override
  public void release(AppConfig app, String run) {
    Holder us = ours(run);
    mark(app).filter(mark -> mark.isOf(us)).ifPresent(mark -> release(app, us));
  }

  @Override
  public void breakHold(AppConfig app) {
    mark(app).ifPresent(mark -> release(app, mark.holder()));
  }

  private void release(AppConfig app, Holder holder) {
    lower(
        app,
        holder,
        (connection, mark) -> {
          Tag.comment(connection, app.database().name(), mark.comment());
          return null;
        });
  }

  /**
   * @param then what becomes of the mark once nothing is fenced
   */
  private void lower(AppConfig app, Holder holder, Change then) {
    if (mark(app).filter(Mark::isFenced).isPresent()) {
      // one that came in under the fence would stay read-only for as long as it lives
      shut(app, holder);
    }
    changed(
        app,
        holder,
        (connection, mark) ->
            then.of(connection, lowered(connection, app.database().name(), mark)));
  }

  @Override
  public Optional<Hold> held(AppConfig app) {
    return mark(app)
        .map(
            mark ->
                new Hold(
                    mark.run(),
                    mark.installation().equals(journal.installation()),
                    mark.isFenced(),
                    mark.words()));
  }

  private static Mark lowered(Connection connection, String database, Mark mark)
      throws SQLException {
    if (!mark.isFenced()) {
      return mark;
    }
    Sql.run(connection, restoring(database, mark.readOnly()));
    Catalog.open(connection, database, true);
    return mark.unfenced();
  }

  private static String restoring(String database, String readOnlyBefore) {
    return readOnlyBefore == null
        ? alter(database) + " RESET default_transaction_read_only"
        : alter(database) + " SET default_transaction_read_only = " + Sql.literal(readOnlyBefore);
  }

  /**
   * What the database that takes the place of a fenced one gets, in the transaction of the swap.
   */
  static void carryOver(Connection connection, AppConfig app, Mark mark, String comment)
      throws SQLException {
    String database = app.database().name();
    mark.on(Mark.readOnlyOf(connection, database), comment).write(connection, database);
    if (mark.isFenced() && isFull(app)) {
      Sql.run(connection, alter(database) + READ_ONLY);
    }
  }

  private static boolean isFull(AppConfig app) {
    return app.database().fence() == FenceWay.FULL;
  }

  private static String alter(String database) {
    return "ALTER DATABASE " + Sql.identifier(database);
  }

  Optional<Mark> mark(AppConfig app) {
    return connections.beside(app, connection -> Mark.of(connection, app.database().name()));
  }

  /** Makes of the mark that a run has on its database the one that it is to have; null for none. */
  @FunctionalInterface
  private interface Change {
    Mark of(Connection connection, Mark mark) throws SQLException;
  }

  /**
   * One change at a time on a database, whichever Drydock makes it. Writing a comment locks the
   * database's entry in the server until the transaction ends; only then is the mark read, by
   * another connection, because this one sees its own.
   */
  private void changed(AppConfig app, Holder holder, Change change) {
    String database = app.database().name();
    connections.beside(
        app,
        connection ->
            Sql.transaction(
                connection,
                c -> {
                  Tag.comment(c, database, "drydock is about to hold it");
                  Catalog.Entry entry = connections.beside(app, other -> entry(other, database));
                  Optional<Mark> before = Mark.read(entry.comment());
                  if (before.isPresent() && !before.get().isOf(holder)) {
                    throw Failures.stepFailed(before.get().refusal(app));
                  }
                  Mark mark = before.isPresent() ? before.get() : first(c, holder, entry.comment());
                  Mark after = change.of(c, mark);
                  if (after != null) {
                    after.write(c, database);
                  }
                  return null;
                }));
  }

  private static Catalog.Entry entry(Connection connection, String database) throws SQLException {
    return Catalog.find(connection, database)
        .orElseThrow(() -> Failures.stepFailed("there is no database " + database));
  }

  private static Mark first(Connection connection, Holder holder, String comment)
      throws SQLException {
    String since = Sql.text(connection, "SELECT date_trunc('second', now())::text");
    return new Mark(holder.run(), holder.installation(), worker(), since, false, null, comment);
  }

  private Holder ours(String run) {
    return new Holder(journal.installation(), run);
  }

  private static String worker() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
