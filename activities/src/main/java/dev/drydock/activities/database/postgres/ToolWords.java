package dev.drydock.activities.database.postgres;

/** What a client program's last words mean. They decide nothing but what people read. */
final class ToolWords {
  static final String MORE_LOCKS =
      "It locks every table at once: raise max_locks_per_transaction on the server, and restart it";

  private ToolWords() {}

  /** {@code pg_dump ended with 1: ...}, and what helps where that is known. */
  static String of(String program, int exitCode, String lastWords) {
    return program + " ended with " + exitCode + ": " + lastWords + help(lastWords);
  }

  private static String help(String lastWords) {
    if (lastWords.contains("max_locks_per_transaction")
        || lastWords.contains("out of shared memory")) {
      return ". " + MORE_LOCKS;
    }
    if (lastWords.contains("No space left on device")
        || lastWords.contains("File too large")
        || lastWords.contains("Disk quota exceeded")) {
      return ". The volume of backup.directory is full";
    }
    return "";
  }
}
