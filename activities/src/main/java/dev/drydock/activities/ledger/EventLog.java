package dev.drydock.activities.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The chain of events. The ledger's own function {@code add_event} is the one way in which it
 * grows: it takes the lock, the time and the hash before. {@link Link} says of what a hash is made
 * and computes it again from a {@code SELECT} alone, so that neither is believed on its own word.
 */
final class EventLog {
  static final int MOST_BYTES = 64 * 1024;

  /**
   * As JSON writes it, which jsonb cannot hold; not the six letters, whose backslash is doubled.
   */
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\u0000");

  private static final String COLUMNS =
      "SELECT seq, run, at, kind, key, data::text, prev_hash, hash FROM events ";

  private EventLog() {}

  /**
   * Adds an event unless its fact, by kind and key, stands already.
   *
   * @return its seq, or empty when it stood already
   */
  static OptionalLong append(
      Connection connection, String run, Event.Kind kind, String key, JsonNode data)
      throws SQLException {
    String seq =
        Sql.text(
            connection,
            "SELECT add_event(?, ?, ?, ?::jsonb)",
            run,
            kind.name(),
            key,
            bounded(kind, data));
    return seq == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(seq));
  }

  /** Adds a {@link Event.Kind#DECISION_REFUSED}, for who may add nothing else. */
  static void refuse(Connection connection, String run, JsonNode refusal) throws SQLException {
    Sql.text(
        connection,
        "SELECT add_refusal(?, ?::jsonb)",
        run,
        bounded(Event.Kind.DECISION_REFUSED, refusal));
  }

  static void serialise(Connection connection) throws SQLException {
    Sql.run(connection, "SELECT pg_advisory_xact_lock(hashtextextended('drydock ledger', 0))");
  }

  static List<Event> events(Connection connection, String run) throws SQLException {
    return Sql.list(connection, EventLog::event, COLUMNS + "WHERE run = ? ORDER BY seq", run);
  }

  /**
   * Without the progress that a newer line replaced; who was ended is told by each of its lines.
   */
  static List<Event> shown(Connection connection, String run) throws SQLException {
    return Sql.list(
        connection,
        EventLog::event,
        COLUMNS
            + "WHERE run = ? AND (kind <> 'STEP_PROGRESS' OR starts_with(data ->> 'line', ?)"
            + " OR seq IN (SELECT max(seq) FROM events WHERE run = ? AND kind = 'STEP_PROGRESS'"
            + " GROUP BY data ->> 'step', data ->> 'undo')) ORDER BY seq",
        run,
        RunView.ENDED,
        run);
  }

  /** That event of a run and all after it. */
  static List<Event> from(Connection connection, String run, long seq) throws SQLException {
    return Sql.list(
        connection, EventLog::event, COLUMNS + "WHERE run = ? AND seq >= ? ORDER BY seq", run, seq);
  }

  static List<Link> links(Connection connection, String run) throws SQLException {
    return Sql.list(connection, EventLog::link, COLUMNS + "WHERE run = ? ORDER BY seq", run);
  }

  /** The first event of a run that does not follow from the one before it. */
  static Optional<Event> brokenLink(Connection connection, String run) throws SQLException {
    String previous = "";
    for (Link link : links(connection, run)) {
      if (!link.follows(previous)) {
        return Sql.first(connection, EventLog::event, COLUMNS + "WHERE seq = ?", link.seq());
      }
      previous = link.hash();
    }
    return Optional.empty();
  }

  private static String bounded(Event.Kind kind, JsonNode data) {
    String json = NUL.matcher(data.toString()).replaceAll("$1");
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new TooLarge(kind + " has " + bytes + " bytes; an event holds " + MOST_BYTES);
    }
    return json;
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getLong("seq"),
        row.getString("run"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Event.Kind.of(row.getString("kind")),
        Json.read(row.getString("data")),
        row.getString("hash"));
  }

  private static Link link(ResultSet row) throws SQLException {
    return new Link(
        row.getLong("seq"),
        row.getString("run"),
        row.getObject("at", OffsetDateTime.class).toInstant().toString(),
        row.getString("kind"),
        row.getString("key"),
        row.getString("data"),
        row.getString("prev_hash"),
        row.getString("hash"));
  }

  /** Somebody tried to put bulk into an event. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }
}
