package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.HoldChanged;
import dev.drydock.activities.database.postgres.Mark.Holder;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.FenceWay;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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

  private final Connections connections;
  private final Sessions sessions;
  private final Journal journal;
  private final Marks marks;

  Fence(Connections connections, Sessions sessions, Journal journal) {
    this.connections = connections;
    this.sessions = sessions;
    this.journal = journal;
    this.marks = new Marks(connections, journal);
  }

  @Override
  public void claim(AppConfig app, String run) {
    Holder us = marks.ours(run);
    marks.changed(
        app,
        mark -> requireFree(app, us, mark),
        (connection, comment, mark) -> {
          if (mark.filter(one -> one.isOf(us)).isPresent()) {
            return mark;
          }
          String teams = mark.isPresent() ? mark.get().comment() : comment; // may be none
          return Optional.of(Marks.first(connection, us, teams));
        });
  }

  @Override
  public void requireFree(AppConfig app, String run) {
    marks.of(app).ifPresent(mark -> requireFree(app, marks.ours(run), mark));
  }

  /** Taken over is only what a run of our own has left behind that has ended, and is not fenced. */
  private void requireFree(AppConfig app, Holder us, Mark mark) {
    boolean isLeft =
        !mark.isFenced()
            && mark.installation().equals(us.installation())
            && journal.isClosed(mark.run());
    if (!isLeft && !mark.isOf(us)) {
      throw Failures.stepFailed(mark.refusal(app));
    }
  }

  @Override
  public List<String> fence(AppConfig app, String run) {
    return fence(app, run, false);
  }

  /** Although users were let in: they are looked for what they have written. */
  List<String> fenceAgain(AppConfig app, String run) {
    return fence(app, run, true);
  }

  private List<String> fence(AppConfig app, String run, boolean again) {
    String database = app.database().name();
    if (!connections.beside(app, connection -> Catalog.exists(connection, database))) {
      return List.of(); // nobody can be on it
    }
    marks.changed(
        app,
        marks.only(app, run),
        (connection, comment, mark) -> {
          Mark held = held(connection, app, run, comment, mark);
          if (held.isFenced()) {
            Catalog.open(connection, database, false);
            return Optional.of(held);
          }
          return Optional.of(raised(connection, app, held, again));
        });
    String tool = Databases.sessionName(run);
    return sessions.endAll(app, database).stream()
        .filter(session -> !session.isOfRun(tool))
        .map(Sessions.Session::toString)
        .toList();
  }

  @Override
  public void raise(AppConfig app, String run) {
    marks.changed(
        app,
        marks.only(app, run),
        (connection, comment, mark) -> {
          Mark held = held(connection, app, run, comment, mark);
          return Optional.of(held.isFenced() ? held : raised(connection, app, held, false));
        });
  }

  /**
   * @throws io.temporal.failure.ApplicationFailure where nothing of this run keeps others out
   */
  void requireUp(AppConfig app, String run) {
    if (marks.of(app).filter(mark -> mark.isOf(marks.ours(run)) && mark.isFenced()).isEmpty()) {
      throw Failures.stepFailed("run " + run + " has no fence on " + app.databaseId());
    }
  }

  /**
   * A late attempt of a run that is over must not fence what is another's, or the users', now. A
   * fence that stands without a name is ours: a migration's comment took the mark's place, and who
   * would have put it back died.
   */
  private Mark held(
      Connection connection, AppConfig app, String run, String comment, Optional<Mark> mark)
      throws SQLException {
    if (mark.isPresent() && !mark.get().isNameless()) {
      return mark.get();
    }
    if (mark.isEmpty() || journal.isClosed(run)) {
      throw Failures.stepFailed(
          "run "
              + run
              + " does not hold "
              + app.databaseId()
              + ": it is over, or somebody has let go of it (drydock unfence)");
    }
    return Marks.first(connection, marks.ours(run), comment).fenced(null);
  }

  /** The fence that stands, with this run's name on it. */
  private Optional<Mark> standing(AppConfig app, String run) {
    Optional<Mark> mark = marks.of(app);
    if (mark.filter(Mark::isNameless).isPresent() && !journal.isClosed(run)) {
      raise(app, run);
      mark = marks.of(app);
    }
    return mark.filter(Mark::isFenced);
  }

  private static Mark raised(Connection connection, AppConfig app, Mark mark, boolean again)
      throws SQLException {
    if (mark.isLowered() && !again) {
      throw Failures.stepFailed(
          "run "
              + mark.run()
              + " has let users into "
              + app.databaseId()
              + "; this attempt is late");
    }
    String database = app.database().name();
    Catalog.open(connection, database, false);
    String before = Mark.readOnlyOf(connection, database);
    Sql.run(connection, alter(database) + Mark.setting(isFull(app)));
    return mark.fenced(before);
  }

  @Override
  public Pass letIn(AppConfig app, String run, Set<String> addresses, Seen seen) {
    Optional<Mark> mark = standing(app, run);
    if (mark.isEmpty()) {
      return new Open(app, run);
    }
    open(app, marks.only(app, run), mark.get(), true);
    Guard.Tool tool = new Guard.Tool(marks.ours(run), Databases.sessionName(run), addresses);
    Guard guard =
        new Guard(connections, app, isFull(app), tool, found -> marks.mayBeOf(found, run));
    guard.start(seen);
    return new Guarded(app, mark.get(), tool, guard);
  }

  /** Where nothing keeps others out: they are left alone. */
  private final class Open implements Pass {
    private final AppConfig app;
    private final String run;

    Open(AppConfig app, String run) {
      this.app = app;
      this.run = run;
    }

    @Override
    public void endSessions() {
      sessions.endNamed(app, app.database().name(), Databases.sessionName(run));
    }

    @Override
    public void close() {}
  }

  private final class Guarded implements Pass {
    private final AppConfig app;
    private final Mark mark;
    private final Guard.Tool tool;
    private final Guard guard;

    Guarded(AppConfig app, Mark mark, Guard.Tool tool, Guard guard) {
      this.app = app;
      this.mark = mark;
      this.tool = tool;
      this.guard = guard;
    }

    @Override
    public void endSessions() {
      if (!isFull(app) || !endAll(app, mark, tool)) {
        sessions.endNamed(app, app.database().name(), tool.name());
      }
    }

    @Override
    public void close() {
      guard.close();
      closed(app, mark);
    }

    @Override
    public void leave() {
      guard.close();
    }
  }

  /**
   * They are told under the lock that letting users in takes as well. Who comes later is not the
   * tool, and the guard's.
   *
   * @return false where the fence is down, and they may be users
   */
  private boolean endAll(AppConfig app, Mark fenced, Guard.Tool tool) {
    String database = app.database().name();
    List<Sessions.Ending> ending = new ArrayList<>();
    boolean isUp =
        whileUp(
            app,
            marks.only(app, tool.of().run()),
            fenced,
            connection -> ending.add(Sessions.tellAllToEnd(connection, database, tool)));
    ending.forEach(one -> sessions.awaitGone(app, database, one));
    return isUp;
  }

  /**
   * On a thread of its own, as the activity may be canceled by now, and without a failure, as one
   * is perhaps on its way up: what stays open is read-only to others, and is closed by whoever
   * comes next.
   */
  private void closed(AppConfig app, Mark mark) {
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(
            () -> shut(app, marks.only(app, mark.run()), mark),
            work -> new Thread(work, "drydock-fence").start());
    try {
      closing.get(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.info("the fence of {} could not be closed again: {}", app.databaseId(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody gets in, and who came in under the fence goes; nothing where it is down by now. */
  private void shut(AppConfig app, Marks.Whose whose, Mark fenced) {
    if (open(app, whose, fenced, false)) {
      sessions.endLeft(app, app.database().name());
    }
  }

  /**
   * Whoever asks may be a late first attempt, and users be back: a fence that is down stays down.
   *
   * @param fenced the mark as it was seen last
   * @return false where the fence is down
   */
  private boolean open(AppConfig app, Marks.Whose whose, Mark fenced, boolean open) {
    String database = app.database().name();
    return whileUp(
        app,
        whose,
        fenced,
        connection -> {
          Catalog.open(connection, database, open);
          // a migration may have put it back
          Sql.run(connection, alter(database) + Mark.setting(isFull(app)));
        });
  }

  /** What is done only while the fence is up. */
  @FunctionalInterface
  private interface Deed {
    void with(Connection connection) throws SQLException;
  }

  private boolean whileUp(AppConfig app, Marks.Whose whose, Mark fenced, Deed deed) {
    return marks
        .changed(
            app,
            whose,
            (connection, comment, found) -> {
              Optional<Mark> mark =
                  found.filter(Mark::isNameless).isPresent()
                      // a migration may comment on the database: the fence stands
                      ? Optional.of(fenced.on(fenced.readOnly(), comment))
                      : found;
              if (mark.filter(Mark::isFenced).isEmpty()) {
                return found;
              }
              deed.with(connection);
              return mark;
            })
        .filter(Mark::isFenced)
        .isPresent();
  }

  @Override
  public void unfence(AppConfig app, String run) {
    standing(app, run);
    lower(app, marks.only(app, run), Optional::of);
  }

  @Override
  public void release(AppConfig app, String run) {
    Holder us = marks.ours(run);
    marks
        .of(app)
        .filter(mark -> mark.isOf(us))
        .ifPresent(mark -> release(app, marks.only(app, run)));
  }

  @Override
  public void breakHold(AppConfig app, String shown) {
    // what is looked at here may be another's before anything is done: it is asked under the lock
    Marks.Whose whose = mark -> requireShown(app, mark, shown);
    marks.of(app).ifPresent(mark -> release(app, whose));
  }

  private void requireShown(AppConfig app, Mark mark, String shown) {
    if (!mark.id().equals(shown)) {
      throw new HoldChanged(app.databaseId().toString(), Optional.of(hold(mark)));
    }
  }

  private void release(AppConfig app, Marks.Whose whose) {
    lower(app, whose, mark -> Optional.empty());
  }

  /**
   * @param then what becomes of the mark once nothing is fenced
   */
  private void lower(AppConfig app, Marks.Whose whose, Function<Mark, Optional<Mark>> then) {
    // one that came in under the fence would stay read-only for as long as it lives
    marks.of(app).filter(Mark::isFenced).ifPresent(mark -> shut(app, whose, mark));
    marks.changed(
        app,
        whose,
        (connection, comment, mark) ->
            mark.isPresent()
                ? then.apply(lowered(connection, app.database().name(), mark.get()))
                : Optional.empty());
  }

  @Override
  public Optional<Hold> held(AppConfig app) {
    return marks.of(app).map(this::hold);
  }

  private Hold hold(Mark mark) {
    boolean isOurs = mark.installation().equals(journal.installation());
    return new Hold(mark.id(), mark.run(), isOurs, mark.isFenced(), mark.words());
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
    if (mark.isFenced()) {
      Sql.run(connection, alter(database) + Mark.setting(isFull(app)));
    }
  }

  private static boolean isFull(AppConfig app) {
    return app.database().fence() == FenceWay.FULL;
  }

  private static String alter(String database) {
    return "ALTER DATABASE " + Sql.identifier(database);
  }
}
