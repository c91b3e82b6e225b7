package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.book.CardStore;
import java.util.Optional;

/**
 * Where the cards are; beside the ledger, and the one table of it that changes. Leases run by the
 * server's clock; each method is one statement.
 */
public final class PostgresCards implements CardStore {
  private static final String COLUMNS = "run, channel, ts, posting, told_seq, telling_seq, look";
  private static final String UNTIL = "clock_timestamp() + make_interval(secs => ?)";
  private final LedgerPool pool;

  public PostgresCards(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Optional<Card> find(String run) {
    return card("SELECT " + COLUMNS + " FROM cards WHERE run = ?", run);
  }

  @Override
  public Optional<Card> hold(String run, String channel, Lease lease) {
    return card(
        "INSERT INTO cards (run, channel, holder, held_until) VALUES (?, ?, ?, "
            + UNTIL
            + ") ON CONFLICT (run) DO UPDATE"
            + " SET holder = excluded.holder, held_until = excluded.held_until"
            + " WHERE cards.holder IS NULL OR cards.holder = excluded.holder"
            + " OR cards.held_until < clock_timestamp()"
            + " RETURNING "
            + COLUMNS,
        run,
        channel,
        lease.holder(),
        seconds(lease));
  }

  @Override
  public boolean renew(String run, Lease lease) {
    return changed(
        "UPDATE cards SET held_until = " + UNTIL + " WHERE run = ? AND holder = ?",
        seconds(lease),
        run,
        lease.holder());
  }

  @Override
  public boolean posting(String run, Lease lease, boolean begun) {
    return changed(
        "UPDATE cards SET posting = ?, held_until = "
            + UNTIL
            + " WHERE run = ? AND holder = ? AND ts IS NULL",
        begun,
        seconds(lease),
        run,
        lease.holder());
  }

  @Override
  public boolean posted(String run, Lease lease, String channel, String ts, String look) {
    return changed(
        "UPDATE cards SET channel = ?, ts = ?, look = ?, posting = false"
            + " WHERE run = ? AND holder = ? AND ts IS NULL",
        channel,
        ts,
        look,
        run,
        lease.holder());
  }

  @Override
  public boolean drawn(String run, Lease lease, String look) {
    return changed(
        "UPDATE cards SET look = ? WHERE run = ? AND holder = ?", look, run, lease.holder());
  }

  @Override
  public boolean telling(String run, Lease lease, long told, long upTo) {
    return changed(
        "UPDATE cards SET telling_seq = ?, held_until = "
            + UNTIL
            + " WHERE run = ? AND holder = ? AND told_seq = ?",
        upTo,
        seconds(lease),
        run,
        lease.holder(),
        told);
  }

  @Override
  public boolean told(String run, Lease lease, long told, long upTo) {
    return changed(
        "UPDATE cards SET told_seq = ? WHERE run = ? AND holder = ? AND told_seq = ?",
        upTo,
        run,
        lease.holder(),
        told);
  }

  @Override
  public void release(Lease lease) {
    changed("UPDATE cards SET holder = NULL WHERE holder = ?", lease.holder());
  }

  private static double seconds(Lease lease) {
    return lease.length().toMillis() / 1000.0;
  }

  private boolean changed(String sql, Object... arguments) {
    return pool.transaction(connection -> Sql.update(connection, sql, arguments)) > 0;
  }

  private Optional<Card> card(String sql, Object... arguments) {
    return pool.transaction(
        connection ->
            Sql.first(
                connection,
                row ->
                    new Card(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getString(7)),
                sql,
                arguments));
  }
}
