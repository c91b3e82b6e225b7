package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.ByHand;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.Opened;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import dev.drydock.workflows.book.StepProgress;
import dev.drydock.workflows.book.StepStarted;
import dev.drydock.workflows.config.Scrub;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The ledger in PostgreSQL. A fact that a repeated activity tells twice stands once: its key is the
 * activity's own id where it is told from one, else its content.
 */
public final class PostgresLedger implements Journal, LedgerActivities {
  private final LedgerPool pool;
  private final Scrub scrub;
  private volatile String installation;

  public PostgresLedger(LedgerPool pool, Scrub scrub) {
    this.pool = pool;
    this.scrub = scrub;
  }

  // what the workflow tells

  @Override
  public String open(Open in) {
    return pool.transaction(
        connection -> {
          EventLog.serialise(connection);
          Optional<String> before = runOf(connection, in.execution());
          return before.isPresent() ? before.get() : openNext(connection, in);
        });
  }

  private String openNext(Connection connection, Open in) throws SQLException {
    MigrationRequest request = in.request();
    int number =
        Integer.parseInt(
            Sql.text(
                connection,
                "SELECT coalesce(max(number), 0) + 1 FROM runs WHERE database = ?",
                request.database().name()));
    String run = request.database().run(number);
    Sql.update(
        connection,
        "INSERT INTO runs (run, database, number, app, version, requester, workflow_id, execution,"
            + " opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, now())",
        run,
        request.database().name(),
        number,
        request.app(),
        request.version(),
        request.requester(),
        in.workflowId(),
        in.execution());
    Opened opened = new Opened(request, in.workflowId(), in.execution());
    add(connection, run, Event.Kind.OPENED, in.execution(), opened);
    return run;
  }

  @Override
  public void gateOpened(GateOpened in) {
    record(in.run(), Event.Kind.GATE_OPENED, in);
  }

  @Override
  public void decided(Decided in) {
    Decision decision = in.decision();
    String key = FactKey.of(in);
    pool.transaction(
        connection -> {
          OptionalLong seq = add(connection, decision.run(), Event.Kind.DECIDED, key, in);
          if (seq.isPresent()) {
            insertDecision(connection, seq.getAsLong(), in);
          }
          return null;
        });
  }

  private void insertDecision(Connection connection, long seq, Decided in) throws SQLException {
    Decision decision = in.decision();
    Sql.update(
        connection,
        "INSERT INTO decisions (seq, run, gate, actor, approve, digest, source, reason, at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        seq,
        decision.run(),
        decision.gate().key(),
        decision.actor(),
        decision.approve(),
        decision.digest(),
        decision.source().name(),
        scrub.text(decision.reason()),
        in.at().atOffset(ZoneOffset.UTC));
  }

  @Override
  public void gateClosed(GateClosed in) {
    record(in.run(), Event.Kind.GATE_CLOSED, in);
  }

  @Override
  public void rollingBack(RollingBack in) {
    record(in.run(), Event.Kind.ROLLING_BACK, in);
  }

  @Override
  public void needsOperator(NeedsOperator in) {
    record(in.run(), Event.Kind.NEEDS_OPERATOR, in);
  }

  @Override
  public void resumed(Resumed in) {
    record(in.resume().run(), Event.Kind.RESUMED, in);
  }

  @Override
  public void close(Close in) {
    record(in.run(), Event.Kind.CLOSED, in);
  }

  // what a person does beside the run

  /**
   * Records what a person is about to do by hand, as often as it is done.
   *
   * @return false where there is no such run, and nothing was recorded
   */
  public boolean byHand(String run, ByHand deed) {
    String key = UUID.randomUUID().toString();
    return pool.transaction(
        connection -> {
          boolean isThere =
              Sql.first(connection, row -> true, "SELECT FROM runs WHERE run = ?", run).isPresent();
          if (isThere) {
            add(connection, run, Event.Kind.BY_HAND, key, deed);
          }
          return isThere;
        });
  }

  // what the deeds write

  void started(String run, String key, StepStarted step) {
    recordStep(run, Event.Kind.STEP_STARTED, key, step, new StepRow(step));
  }

  void done(String run, String key, StepDone step) {
    recordStep(run, Event.Kind.STEP_DONE, key, step, new StepRow(step));
  }

  void failed(String run, String key, StepFailed step) {
    recordStep(run, Event.Kind.STEP_FAILED, key, step, new StepRow(step));
  }

  private void recordStep(String run, Event.Kind kind, String key, Object data, StepRow step) {
    pool.transaction(
        connection -> {
          OptionalLong seq = add(connection, run, kind, key, data);
          if (seq.isPresent()) {
            step.insert(connection, seq.getAsLong(), run, kind);
          }
          return null;
        });
  }

  @Override
  public String installation() {
    if (installation == null) { // asked for at each change of a fence, while users wait
      installation =
          pool.transaction(connection -> Sql.text(connection, "SELECT id FROM installation"));
    }
    return installation;
  }

  @Override
  public boolean isClosed(String run) {
    return pool.transaction(
        connection ->
            Boolean.parseBoolean(
                Sql.text(
                    connection,
                    "SELECT exists (SELECT FROM events WHERE run = ? AND kind = ?)::text",
                    run,
                    Event.Kind.CLOSED.name())));
  }

  @Override
  public void progress(StepRef ref, String line) {
    if (ref.run().isEmpty()) {
      return;
    }
    StepProgress progress = new StepProgress(ref.step(), ref.undo(), line);
    String key = UUID.randomUUID().toString();
    pool.transaction(
        connection -> add(connection, ref.run(), Event.Kind.STEP_PROGRESS, key, progress));
  }

  @Override
  public Artifact keep(String kind, byte[] content) {
    return pool.transaction(connection -> Artifacts.keep(connection, kind, content));
  }

  @Override
  public byte[] fetch(Artifact artifact) {
    return pool.<Optional<byte[]>>transaction(
            connection -> Artifacts.fetch(connection, artifact.digest()))
        .orElseThrow(
            () -> new IllegalStateException("the ledger does not hold " + artifact.digest()));
  }

  @Override
  public void name(String run, String name, Artifact artifact) {
    name(run, new Named(name, artifact));
  }

  @Override
  public void fact(String run, String name, Object fact) {
    byte[] json = Json.write(fact).getBytes(StandardCharsets.UTF_8);
    name(run, new Named(name, keep("fact", json), Json.tree(fact)));
  }

  private void name(String run, Named kept) {
    pool.transaction(
        connection -> {
          Artifacts.name(connection, run, kept.name(), kept.artifact());
          String key = kept.name() + " " + kept.artifact().digest();
          return add(connection, run, Event.Kind.KEPT, key, kept);
        });
  }

  @Override
  public Optional<Artifact> named(String run, String name) {
    return pool.transaction(connection -> Artifacts.named(connection, run, name));
  }

  private void record(String run, Event.Kind kind, Object fact) {
    String key = FactKey.of(fact);
    pool.transaction(connection -> add(connection, run, kind, key, fact));
  }

  private OptionalLong add(
      Connection connection, String run, Event.Kind kind, String key, Object data)
      throws SQLException {
    return EventLog.append(connection, run, kind, key, scrub.json(Json.tree(data)));
  }

  private static Optional<String> runOf(Connection connection, String execution)
      throws SQLException {
    return Sql.first(
        connection, row -> row.getString(1), "SELECT run FROM runs WHERE execution = ?", execution);
  }
}
