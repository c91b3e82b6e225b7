package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.book.Entry;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunFold;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.Scrub;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ledger as the bot reads it; the reader's role is enough. */
public final class PostgresRunBook implements RunBook {
  private final LedgerPool pool;
  private final Scrub scrub;
  private final ShownEvents shown = new ShownEvents();

  public PostgresRunBook(LedgerPool pool, Scrub scrub) {
    this.pool = pool;
    this.scrub = scrub;
  }

  @Override
  public List<Entry> entries() {
    return pool.transaction(
        connection ->
            Sql.list(
                connection,
                row ->
                    new Entry(
                        row.getString("run"),
                        row.getString("database"),
                        row.getInt("number"),
                        row.getString("app"),
                        row.getObject("opened_at", OffsetDateTime.class).toInstant()),
                "SELECT run, database, number, app, opened_at FROM runs"
                    + " ORDER BY opened_at DESC, number DESC"));
  }

  @Override
  public List<RunView> recent(int atMost) {
    return views(
        "SELECT r.run FROM runs r ORDER BY (SELECT min(seq) FROM events e WHERE e.run = r.run)"
            + " DESC LIMIT ?",
        atMost);
  }

  @Override
  public List<RunView> open() {
    return views(
        "SELECT r.run FROM runs r WHERE NOT EXISTS (SELECT FROM events e WHERE e.run = r.run"
            + " AND e.kind = 'CLOSED') ORDER BY r.opened_at, r.run");
  }

  @Override
  public Optional<RunView> find(String run) {
    return views("SELECT run FROM runs WHERE lower(run) = ?", run.toLowerCase(Locale.ROOT)).stream()
        .findFirst();
  }

  @Override
  public Optional<RunView> byExecution(String execution) {
    return views("SELECT run FROM runs WHERE execution = ?", execution).stream().findFirst();
  }

  @Override
  public Optional<RunView> newestOf(String app) {
    return views(
            "SELECT r.run FROM runs r WHERE lower(r.app) = ? ORDER BY (SELECT min(seq) FROM events e"
                + " WHERE e.run = r.run) DESC LIMIT 1",
            app.toLowerCase(Locale.ROOT))
        .stream()
        .findFirst();
  }

  private List<RunView> views(String sql, Object... arguments) {
    return pool.transaction(
        connection -> {
          List<RunView> views = new ArrayList<>();
          for (String run : Sql.list(connection, row -> row.getString(1), sql, arguments)) {
            views.add(RunFold.fold(shown.of(connection, run)));
          }
          return views;
        });
  }

  @Override
  public List<Event> events(String run) {
    return pool.transaction(connection -> EventLog.events(connection, run));
  }

  @Override
  public List<Event> shown(String run) {
    return pool.transaction(connection -> shown.of(connection, run));
  }

  @Override
  public List<Link> links(String run) {
    return pool.transaction(connection -> EventLog.links(connection, run));
  }

  @Override
  public long newestSeq() {
    return pool.transaction(
        connection ->
            Long.parseLong(Sql.text(connection, "SELECT coalesce(max(seq), 0) FROM events")));
  }

  @Override
  public List<String> changedSince(long seq) {
    return pool.transaction(
        connection ->
            Sql.list(
                connection,
                row -> row.getString(1),
                "SELECT run FROM events WHERE seq > ? GROUP BY run ORDER BY min(seq)",
                seq));
  }

  @Override
  public Optional<byte[]> artifact(String digest) {
    return pool.transaction(connection -> Artifacts.fetch(connection, digest));
  }

  @Override
  public void refused(Refusal refusal) {
    pool.transaction(
        connection -> {
          EventLog.refuse(connection, refusal.run(), scrub.json(Json.tree(refusal)));
          return null;
        });
  }

  @Override
  public Optional<Event> brokenLink(String run) {
    return pool.transaction(connection -> EventLog.brokenLink(connection, run));
  }
}
