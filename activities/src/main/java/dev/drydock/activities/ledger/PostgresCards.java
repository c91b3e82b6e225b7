package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.book.CardStore;
import java.util.Optional;

/** Where the cards are; beside the ledger, and the one table of it that changes. */
public final class PostgresCards implements CardStore {
  private final LedgerPool pool;

  public PostgresCards(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public boolean claim(String run, String channel) {
    return pool.transaction(
        connection ->
            Sql.update(
                    connection,
                    "INSERT INTO cards (run, channel) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    run,
                    channel)
                == 1);
  }

  @Override
  public void posted(String run, String channel, String ts) {
    pool.transaction(
        connection ->
            Sql.update(
                connection,
                "INSERT INTO cards (run, channel, ts) VALUES (?, ?, ?) ON CONFLICT (run)"
                    + " DO UPDATE SET channel = excluded.channel, ts = excluded.ts",
                run,
                channel,
                ts));
  }

  @Override
  public void told(String run, long seq) {
    pool.transaction(
        connection ->
            Sql.update(
                connection,
                "UPDATE cards SET told_seq = greatest(told_seq, ?) WHERE run = ?",
                seq,
                run));
  }

  @Override
  public Optional<Card> find(String run) {
    return pool.transaction(
        connection ->
            Sql.first(
                connection,
                row ->
                    new Card(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
                "SELECT run, channel, ts, told_seq FROM cards WHERE run = ?",
                run));
  }
}
