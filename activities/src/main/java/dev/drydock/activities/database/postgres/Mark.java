package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The comment on an app's database while a run holds it. Comments belong to the server, not to the
 * database's content: no copy or dump carries them, and they are read while nobody may connect.
 *
 * @param run that holds it
 * @param installation whose run it is: another Drydock may have one of the same name
 * @param by the worker that wrote it, for people
 * @param since when, by the server's clock
 * @param isFenced true from the seal until users may be let in
 * @param readOnly the value of the database's own {@code default_transaction_read_only} before the
 *     fence; null where it had none
 * @param comment that the database had; null where it had none
 * @param isLowered true once users were let in, until the fence is raised to look what they wrote
 */
record Mark(
    String run,
    String installation,
    String by,
    String since,
    boolean isFenced,
    String readOnly,
    String comment,
    boolean isLowered) {
  /**
   * As PostgreSQL writes a {@code timestamptz}: {@code 2026-11-20 21:03:11+00}, {@code ...+05:30}.
   */
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[XXX][X]", Locale.ROOT);

  /**
   * Any case means the same to the server; these spellings tell the fence from a team's setting.
   * The second changes nothing: it is for a fence that is open while the tool runs.
   */
  private static final String ON = "oN";

  private static final String OFF = "oFF";

  private static final String FIRST_WORDS = "drydock holds ";

  /**
   * What a comment says, or what the fence's own setting does where a migration's comment took the
   * mark's place: then whose it is nobody knows any more.
   */
  static Optional<Mark> read(Connection connection, String database, String comment)
      throws SQLException {
    if (comment != null && comment.startsWith(FIRST_WORDS + "{")) {
      return Optional.of(
          Json.convert(Json.read(comment.substring(FIRST_WORDS.length())), Mark.class));
    }
    String setting = readOnlyOf(connection, database);
    return ON.equals(setting) || OFF.equals(setting)
        ? Optional.of(new Mark("", "", "", "", true, null, comment, false))
        : Optional.empty();
  }

  /** As it was committed last. */
  static Optional<Mark> of(Connection connection, String database) throws SQLException {
    Optional<Catalog.Entry> entry = Catalog.find(connection, database);
    return entry.isEmpty() ? Optional.empty() : read(connection, database, entry.get().comment());
  }

  void write(Connection connection, String database) throws SQLException {
    Tag.comment(connection, database, isNameless() ? comment : FIRST_WORDS + Json.write(this));
  }

  /** True where a comment of a migration's took its place, and only the fence is left of it. */
  boolean isNameless() {
    return run.isEmpty();
  }

  /** Whose run it is: runs of two ledgers may have one name. */
  record Holder(String installation, String run) {}

  Holder holder() {
    return new Holder(installation, run);
  }

  /** Of this hold and no other; another, too, once it is fenced, because then its run goes on. */
  String id() {
    return String.join("/", installation, run, since, isFenced ? "fenced" : "open");
  }

  boolean isOf(Holder wanted) {
    return holder().equals(wanted);
  }

  Mark fenced(String readOnlyBefore) {
    return new Mark(run, installation, by, since, true, readOnlyBefore, comment, false);
  }

  Mark unfenced() {
    return new Mark(run, installation, by, since, false, null, comment, isLowered || isFenced);
  }

  /** The same hold on a database that takes the place of the one that was fenced. */
  Mark on(String readOnlyBefore, String commentBefore) {
    return new Mark(
        run, installation, by, since, isFenced, readOnlyBefore, commentBefore, isLowered);
  }

  /** Why another run may not go on with this app's database, and what a person does about it. */
  String refusal(AppConfig app) {
    return Fences.Hold.refusal(app.databaseId().toString(), words(), app);
  }

  /**
   * {@code run keeper-41 (worker drydock-activity-7f9c, since 2026-11-20 21:03:11 UTC, fenced)}.
   */
  String words() {
    if (isNameless()) {
      return "the fence of a run whose name a COMMENT ON DATABASE of its migration has overwritten";
    }
    return "run "
        + run
        + " (worker "
        + by
        + ", since "
        + sinceInUtc()
        + (isFenced ? ", fenced" : "")
        + ", installation "
        + installation.substring(0, Math.min(8, installation.length()))
        + ")";
  }

  /** The server wrote it by the time zone of the session that asked. */
  private String sinceInUtc() {
    try {
      return Fences.Hold.at(OffsetDateTime.parse(since, WRITTEN).toInstant());
    } catch (DateTimeParseException byAnother) {
      return since;
    }
  }

  /**
   * What the fence sets on a database, in its own spelling.
   *
   * @param isReadOnly whether sessions are read-only unless they ask otherwise
   */
  static String setting(boolean isReadOnly) {
    return " SET default_transaction_read_only = " + Sql.literal(isReadOnly ? ON : OFF);
  }

  /** The value of a setting that the database itself has; null where it has none. */
  static String readOnlyOf(Connection connection, String database) throws SQLException {
    return Sql.first(
            connection,
            row -> row.getString(1),
            "SELECT split_part(setting, '=', 2) FROM pg_db_role_setting s"
                + " JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) setting"
                + " WHERE d.datname = ? AND s.setrole = 0"
                + " AND setting LIKE 'default\\_transaction\\_read\\_only=%'",
            database)
        .orElse(null);
  }
}
