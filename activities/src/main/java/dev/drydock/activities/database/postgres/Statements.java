package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;

/** Statements for a person to copy. */
final class Statements {
  private Statements() {}

  static String rename(String from, String to) {
    return "ALTER DATABASE " + Sql.identifier(from) + " RENAME TO " + Sql.identifier(to) + ";";
  }

  static String open(String database) {
    return "ALTER DATABASE " + Sql.identifier(database) + " ALLOW_CONNECTIONS true;";
  }
}
