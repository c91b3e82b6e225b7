package dev.drydock.activities.ledger;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import dev.drydock.workflows.book.StepStarted;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A line of the table {@code steps}: the same as the event, for who asks in SQL.
 *
 * @param attempt null for an end, which is the last attempt's
 */
record StepRow(Step step, boolean undo, String deed, Integer attempt, String error) {
  StepRow(StepStarted started) {
    this(started.step(), started.undo(), started.deed(), started.attempt(), null);
  }

  StepRow(StepDone done) {
    this(done.step(), done.undo(), done.deed(), null, null);
  }

  StepRow(StepFailed failed) {
    this(failed.step(), failed.undo(), failed.deed(), failed.attempt(), failed.error());
  }

  void insert(Connection connection, long seq, String run, Event.Kind kind) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO steps (seq, run, step, undo, deed, attempt, state, at, error)"
            + " SELECT seq, run, ?, ?, ?, ?, ?, at, ? FROM events WHERE seq = ? AND run = ?",
        step.key(),
        undo,
        deed,
        attempt,
        kind.name(),
        error,
        seq,
        run);
  }
}
