package dev.drydock.activities.database.postgres;

import java.util.regex.Pattern;

/** What PostgreSQL's words at the end of a schema tool's log mean at the fence. */
final class ToolHint {
  private static final Pattern LOCK =
      Pattern.compile("(?i)lock ?timeout|LockNotAvailable|deadlock");
  private static final Pattern READ_ONLY =
      Pattern.compile("(?i)read-only transaction|ReadOnlySqlTransaction");

  private static final Pattern ENDED =
      Pattern.compile("terminating connection due to administrator command|AdminShutdown");

  private ToolHint() {}

  /** As {@code Engine.hint} says. */
  static String of(String said, String waited) {
    if (LOCK.matcher(said).find() && !waited.isEmpty()) {
      return waited;
    }
    return READ_ONLY.matcher(said).find() || ENDED.matcher(said).find()
        ? "the fence lets through connections that take PGAPPNAME and PGOPTIONS from their"
            + " environment; for a tool whose connections do not: database: {fence: seal}"
        : "";
  }
}
