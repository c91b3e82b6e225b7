package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.database.Leftover;
import dev.drydock.activities.database.ToolEnvironment;
import dev.drydock.activities.database.store.BackupStore;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Secrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PostgreSQL. Every call opens its own connection with the password of that moment. */
public final class PostgresDatabases implements Engine {
  private static final int MOST_TABLES = 100;

  private final Connections connections;
  private final Sessions sessions;
  private final Visitors visitors;
  private final Fence fence;
  private final Fingerprints fingerprints;
  private final Proofs proofs;
  private final Copies copies;
  private final Swap swap;
  private final Dumps dumps;
  private final Journal journal;
  private final Clock clock;
  private final Keepings keepings;
  private final Looking looking;
  private final Discards discards;

  public PostgresDatabases(Secrets secrets, Journal journal, ClientTools tools) {
    this(secrets, journal, tools, new Stores(secrets), Clock.systemUTC());
  }

  /**
   * @param clock tells when a dump was taken, and what is kept long enough
   */
  PostgresDatabases(
      Secrets secrets, Journal journal, ClientTools tools, Stores stores, Clock clock) {
    connections = new Connections(secrets);
    sessions = new Sessions(connections);
    visitors = new Visitors(connections);
    fence = new Fence(connections, sessions, journal);
    fingerprints = new Fingerprints(connections, journal);
    proofs = new Proofs(connections, fingerprints, journal);
    copies = new Copies(connections);
    swap = new Swap(connections, sessions);
    dumps = new Dumps(connections, tools, stores, clock, journal);
    this.journal = journal;
    this.clock = clock;
    keepings = new Keepings(connections, fence, fingerprints, proofs, copies, dumps, journal);
    looking = new Looking(connections, tools, dumps, journal);
    discards = new Discards(fingerprints, dumps);
  }

  @Override
  public Facts facts(AppConfig app, boolean isDumped) {
    return looking.facts(app, isDumped);
  }

  @Override
  public List<String> query(AppConfig app, String sql) {
    try {
      return connections.asked(app, connection -> read(connection, sql));
    } catch (DatabaseFailure e) {
      throw e.isForGoodOfQuery() ? Failures.stepFailed(e.getMessage()) : e;
    }
  }

  /** Queries come from the configuration too: none may run on unseen. */
  private static List<String> read(Connection connection, String sql) throws SQLException {
    Sql.run(connection, "SET statement_timeout = '55s'");
    return Sql.list(connection, row -> row.getString(1), sql);
  }

  @Override
  public boolean tableExists(AppConfig app, String table) {
    return connections.asked(
        app,
        connection ->
            Optional.ofNullable(Sql.text(connection, "SELECT to_regclass(?)::text", table))
                .isPresent());
  }

  @Override
  public List<String> filledTables(AppConfig app, List<String> except) {
    return connections.in(app, connection -> read(connection, FilledTables.query(except)));
  }

  @Override
  public Fingerprint fingerprint(AppConfig app, Gauge progress) {
    return fingerprints.of(app, app.database().name(), progress);
  }

  @Override
  public List<String> differences(Fingerprint before, Fingerprint now) {
    return fingerprints.differences(before, now);
  }

  @Override
  public void baseline(AppConfig app, String run) {
    Proofs.Moment now = new Proofs.Moment(app, run, Proofs.Kind.BASELINE, app.database().name());
    // the moment of a late first attempt may hold what users have written
    proofs.begin(now, () -> fence.requireUp(app, run));
  }

  @Override
  public void keepBaseline(AppConfig app, String run) {
    if (proofs.isSettled(run)) {
      return; // users may have written since: one that was lost now stays lost
    }
    if (!proofs.isHeld(app, run, Proofs.Kind.BASELINE)) {
      try (Pass pass = letIn(app, run)) {
        baseline(app, run);
      }
    }
    proofs.settle(run);
  }

  @Override
  public Optional<Discard> writtenSince(AppConfig app, String run, Gauge progress) {
    // before the fence, which would end its reading
    Optional<Fingerprint> baseline = proofs.await(app, run, Proofs.Kind.BASELINE, progress);
    ended(() -> fence.fenceAgain(app, run));
    try (Pass pass = letIn(app, run)) {
      return baseline.isEmpty()
          ? Optional.of(untold(app, run, progress))
          : written(ended(() -> discards.of(app, run, baseline.get(), progress)));
    }
  }

  private static Optional<Discard> written(Discarded found) {
    return found.isNothing()
        ? Optional.empty()
        : Optional.of(new Discard(found.checksum(), found.lost(MOST_TABLES), found.location()));
  }

  private Discard untold(AppConfig app, String run, Gauge progress) {
    String database = app.database().name();
    return new Discard(
        fingerprint(app, progress).digest(),
        List.of(
            new Discard.Lost(
                "what it was cannot be told, because the worker that read the baseline was lost",
                0)),
        "database " + Names.failed(database, run, 1) + ", whole, by the way back itself");
  }

  @Override
  public List<String> troubles(AppConfig app) {
    return connections.in(app, Troubles::find);
  }

  @Override
  public Backup backUp(AppConfig app, String run, Gauge progress) {
    return ended(() -> keepings.backUp(app, run, progress));
  }

  @Override
  public Seal seal(AppConfig app, String run, String method, Gauge progress) {
    return ended(() -> keepings.seal(app, run, method, progress));
  }

  @Override
  public PutBack putBack(AppConfig app, String run, Seal seal, Gauge progress) {
    return ended(
        () -> {
          Fingerprint sealed =
              keepings.sealed(app, run, seal, progress).orElseThrow(() -> neverRead(app, run));
          if (!swap.isDone(app, run)) {
            keepings.by(seal.method(), progress).unpack(app, run, seal);
            durableReturn(progress).prepare(app, run, sealed);
          }
          return new PutBack(swap.restore(app, run), sealed);
        });
  }

  private RuntimeException neverRead(AppConfig app, String run) {
    String copy = "the sealed copy " + Names.copy(app.database().name(), run);
    return copies.find(app, run, Copies.Kind.COPY).isPresent()
        ? new IllegalStateException(
            copy + " could not be read to its end, and is read again; the worker's log says why")
        : Failures.stepFailed(
            copy
                + " is gone before it was read, so that no backup can be proven to hold the same; "
                + (dumps.find(app, run).isPresent()
                    ? "restore the run's backup by hand"
                    : "and this run has no durable backup: bring the copy back (its volume, or the"
                        + " server's own backup), then: drydock resume "
                        + run));
  }

  private DurableReturn durableReturn(Gauge progress) {
    return new DurableReturn(keepings.byDump(progress), dumps, copies, fingerprints);
  }

  @Override
  public List<Leftover> leftovers(AppConfig app) {
    BackupStore store = dumps.store(app);
    return connections.beside(
        app,
        connection -> {
          List<Leftover> all = new ArrayList<>();
          for (Kept kept : Kept.all(connection, store, app)) {
            all.add(kept.leftover(connection, store, app));
          }
          return all;
        });
  }

  @Override
  public boolean drop(AppConfig app, String name) {
    BackupStore store = dumps.store(app);
    return connections.longBeside(
        app,
        connection -> {
          Exclusive.lock(connection, app.database().name());
          for (Kept kept : Kept.all(connection, store, app)) {
            if (kept.name().equals(name)) {
              kept.remove(connection, store);
              return true;
            }
          }
          return false;
        });
  }

  @Override
  public void tidy(AppConfig app, String run) {
    new Tidying(connections, dumps.store(app), journal, app, clock).run(run);
  }

  @Override
  public void claim(AppConfig app, String run) {
    fence.claim(app, run);
  }

  @Override
  public List<String> fence(AppConfig app, String run) {
    return ended(() -> fence.fence(app, run));
  }

  @Override
  public void raise(AppConfig app, String run) {
    fence.raise(app, run);
  }

  @Override
  public Pass letIn(AppConfig app, String run, Set<String> addresses, Seen seen) {
    return fence.letIn(app, run, addresses, seen);
  }

  @Override
  public void requireFree(AppConfig app, String run) {
    fence.requireFree(app, run);
  }

  @Override
  public Optional<Hold> held(AppConfig app) {
    return fence.held(app);
  }

  @Override
  public void breakHold(AppConfig app, String shown) {
    fence.breakHold(app, shown);
  }

  @Override
  public void unfence(AppConfig app, String run) {
    fence.unfence(app, run);
  }

  @Override
  public void release(AppConfig app, String run) {
    fence.release(app, run);
  }

  @Override
  public boolean isForGood(RuntimeException failure) {
    return failure instanceof Tool.Failed
        || (failure instanceof DatabaseFailure ofDatabase && ofDatabase.isForGood());
  }

  @Override
  public boolean isVisited(AppConfig app, String session, Set<String> addresses, Runnable deed) {
    return visitors.during(app, session, addresses, deed);
  }

  @Override
  public ToolEnvironment toolEnvironment(String session, String serverVersion, Duration statement) {
    return new SessionSettings(session, serverVersion, statement);
  }

  @Override
  public String hint(String said, String waited) {
    return ToolHint.of(said, waited);
  }

  @Override
  public void close() {
    proofs.close();
  }

  Connections connections() {
    return connections;
  }

  Fence fence() {
    return fence;
  }

  Sessions sessions() {
    return sessions;
  }

  Fingerprints fingerprints() {
    return fingerprints;
  }

  Proofs proofs() {
    return proofs;
  }

  Discards discards() {
    return discards;
  }

  Optional<Fingerprint> sealed(AppConfig app, String run, Seal seal) {
    return keepings.sealed(app, run, seal, Gauge.NONE);
  }

  Copies copies() {
    return copies;
  }

  Swap swap() {
    return swap;
  }

  Dumps dumps() {
    return dumps;
  }
}
