package dev.drydock.activities.database.postgres;

import dev.drydock.workflows.config.DatabaseConfig;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Set;

/**
 * A database did not do what it was asked, in words for a person; trying again may help. {@link
 * #isConfiguration()} is true where it helps only after somebody changed something.
 */
final class DatabaseFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Not supported, wrong data, wrong statement or no right. */
  private static final Set<String> CLASSES_FOR_GOOD = Set.of("0A", "22", "42");

  /**
   * A full disk, too few locks, and a file of the server that is damaged. Not {@code XX000}, which
   * it says, too, where two changed a row of its catalog at once: that passes.
   */
  private static final Set<String> FOR_GOOD = Set.of("53100", "53200", "XX001", "XX002");

  /** A pooler's answer to the first packet; ours, where it gave none and did not do it. */
  static final String POOLER = "08P01";

  private static final String CANCELED = "57014";
  private static final String READ_ONLY = "25006";

  private final String state;

  private DatabaseFailure(String message, String state, Throwable cause) {
    super(message, cause);
    this.state = state;
  }

  static DatabaseFailure of(DatabaseConfig config, String database, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String server = config.host() + ":" + config.port();
    String message =
        switch (state) {
          case "08001", "08004", "08006" ->
              "cannot reach the database server " + server + ": " + firstLine(e);
          case POOLER ->
              server
                  + " is no PostgreSQL server but a pooler or proxy before one, as it keeps no settings"
                  + " of a session ("
                  + firstLine(e)
                  + "); database.host has to be the server itself";
          case "28P01" -> "wrong password for user " + config.user() + " at " + server;
          case "28000" ->
              "user " + config.user() + " may not log in at " + server + ": " + firstLine(e);
          case "3D000" -> "there is no database " + database + " at " + server;
          case "55000" -> database + " at " + server + ": " + firstLine(e);
          case "53200" ->
              database + " at " + server + ": " + firstLine(e) + ". " + ToolWords.MORE_LOCKS;
          case "42501" ->
              "user " + config.user() + " lacks a right in " + database + ": " + firstLine(e);
          default -> database + " at " + server + ": " + firstLine(e) + " (" + state + ")";
        };
    return new DatabaseFailure(message, state, e);
  }

  boolean isUnreachable() {
    return state.equals("08001");
  }

  boolean isConfiguration() {
    return switch (state) {
      case POOLER, "08004", "28P01", "28000", "3D000", "42501", "55000" -> true;
      default -> isOfACertificate(getCause());
    };
  }

  /**
   * Trying again would only prolong the downtime: a right is missing, or room on the disk, or the
   * statement itself is wrong for this database. By SQLSTATE's classes. A statement that somebody
   * canceled, or that a server would not write which has just taken another's place, is not: the
   * next attempt may find it otherwise.
   */
  boolean isForGood() {
    return FOR_GOOD.contains(state)
        || (state.length() == 5 && CLASSES_FOR_GOOD.contains(state.substring(0, 2)));
  }

  /**
   * As {@link #isForGood}, in a session that we made read-only and gave a time for each statement:
   * it would write, or takes too long, the next time as well.
   */
  boolean isForGoodOfQuery() {
    return isForGood() || state.equals(CANCELED) || state.equals(READ_ONLY);
  }

  private static boolean isOfACertificate(Throwable cause) {
    return cause != null
        && (cause instanceof CertificateException
            || cause instanceof CertPathValidatorException
            || isOfACertificate(cause.getCause()));
  }

  private static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse("").strip();
  }
}
