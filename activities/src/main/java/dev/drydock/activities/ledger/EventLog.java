package dev.drydock.activities.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
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
 * The chain of events. Each event's hash is SHA-256 over, line by line: the hash before it in its
 * run (empty for the first), run, time in ISO 8601 UTC, kind, key, and the data as PostgreSQL
 * writes {@code jsonb}; so it can be computed again from a {@code SELECT} alone.
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
    String hash = hash(previous, run, at, kind.name(), key, text);
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

  /** The first event of a run that does not follow from the one before it. */
  static Optional<Event> brokenLink(Connection connection, String run) throws SQLException {
    String previous = "";
    List<Link> links =
        Sql.list(connection, Link::read, COLUMNS + "WHERE run = ? ORDER BY seq", run);
    for (Link link : links) {
      if (!link.follows(previous)) {
        return Optional.of(link.event());
      }
      previous = link.event().hash();
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

  private static String hash(
      String previous, String run, Instant at, String kind, String key, String data) {
    return Digest.of(String.join("\n", previous, run, at.toString(), kind, key, data));
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getLong("seq"),
        row.getString("run"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Event.Kind.valueOf(row.getString("kind")),
        Json.read(row.getString("data")),
        row.getString("hash"));
  }

  private record Link(Event event, String key, String text, String previous) {
    static Link read(ResultSet row) throws SQLException {
      return new Link(
          EventLog.event(row),
          row.getString("key"),
          row.getString("data"),
          row.getString("prev_hash"));
    }

    boolean follows(String before) {
      return previous.equals(before)
          && event
              .hash()
              .equals(hash(before, event.run(), event.at(), event.kind().name(), key, text));
    }
  }

  /** Somebody tried to put bulk into an event. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }
}
