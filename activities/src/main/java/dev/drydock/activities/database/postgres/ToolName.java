package dev.drydock.activities.database.postgres;

/** A database's name as {@code --dbname} takes it. */
final class ToolName {
  private ToolName() {}

  /**
   * As a connection string, so that a name with {@code =} or the beginning of an URL in it is a
   * name and nothing else.
   */
  static String of(String database) {
    return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
