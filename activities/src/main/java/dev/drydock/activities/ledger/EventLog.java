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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The chain of events. What each event's hash is made of says {@link Link}; so it can be computed
 * again from a {@code SELECT} alone.
 *
 * <p>All events are added under one advisory lock, so that {@code seq} becomes visible in its own
 * order: who has read up to 41 never finds a 40 later.
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
    serialise(connection);
    if (stands(connection, run, kind, key)) {
      return OptionalLong.empty();
    }
    String text = canonical(connection, bounded(kind, data));
    Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    String previous =
        Sql.first(
                connection,
                row -> row.getString(1),
                "SELECT hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1",
                run)
            .orElse("");
    String hash = Link.hash(previous, run, at.toString(), kind.name(), key, text);
    String seq =
        Sql.text(
            connection,
            "INSERT INTO events (run, at, kind, key, data, prev_hash, hash)"
                + " VALUES (?, ?, ?, ?, ?::jsonb, ?, ?) RETURNING seq",
            run,
            at.atOffset(ZoneOffset.UTC),
            kind.name(),
            key,
            text,
            previous,
            hash);
    return OptionalLong.of(Long.parseLong(seq));
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

  private static boolean stands(Connection connection, String run, Event.Kind kind, String key)
      throws SQLException {
    return Sql.first(
            connection,
            row -> true,
            "SELECT 1 FROM events WHERE run = ? AND kind = ? AND key = ?",
            run,
            kind.name(),
            key)
        .isPresent();
  }

  private static String bounded(Event.Kind kind, JsonNode data) {
    String json = NUL.matcher(data.toString()).replaceAll("$1");
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new TooLarge(kind + " has " + bytes + " bytes; an event holds " + MOST_BYTES);
    }
    return json;
  }

  private static String canonical(Connection connection, String json) throws SQLException {
    return Sql.text(connection, "SELECT ?::jsonb::text", json);
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
