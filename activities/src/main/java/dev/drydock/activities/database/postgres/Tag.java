package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.book.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The comment on a database that Drydock made or put aside. It is written last, in the transaction
 * that completes what it tells of: a database without it is half made.
 *
 * @param run that made it
 * @param of name of the app's database
 * @param kind {@code copy}, {@code backup} or {@code failed}
 * @param fingerprint of one that was restored from a dump; null for others
 * @param comment the app's database had, or null
 * @param at when it was made or put aside; null for those of before it was written
 */
record Tag(
    String run, String of, String kind, Fingerprint fingerprint, String comment, Instant at) {
  private static final String FIRST_WORD = "drydock ";

  /** One of now. */
  Tag(String run, String of, String kind, Fingerprint fingerprint, String comment) {
    this(run, of, kind, fingerprint, comment, Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  boolean isFailedOf(String wantedRun) {
    return kind.equals("failed") && run.equals(wantedRun);
  }

  void write(Connection connection, String database) throws SQLException {
    comment(connection, database, FIRST_WORD + Json.write(this));
  }

  static void comment(Connection connection, String database, String text) throws SQLException {
    Sql.run(
        connection, "COMMENT ON DATABASE " + Sql.identifier(database) + " IS " + Sql.literal(text));
  }

  /** Empty for a comment that is not Drydock's, or none. */
  static Optional<Tag> read(String comment) {
    return comment != null && comment.startsWith(FIRST_WORD + "{")
        ? Optional.of(Json.convert(Json.read(comment.substring(FIRST_WORD.length())), Tag.class))
        : Optional.empty();
  }
}
