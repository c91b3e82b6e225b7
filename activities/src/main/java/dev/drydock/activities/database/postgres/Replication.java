package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Logical replication out of and into a database. A publication that nobody reads is none. */
final class Replication {
  private static final String SLOTS =
      "SELECT 'slot ' || slot_name || CASE WHEN active THEN ' (a walsender reads it now)'"
          + " ELSE ' (nobody reads it now)' END || ': SELECT pg_drop_replication_slot('"
          + " || quote_literal(slot_name) || ');' FROM pg_replication_slots"
          + " WHERE database = current_database() ORDER BY 1";

  private static final String SUBSCRIPTIONS =
      "SELECT 'subscription ' || subname || CASE WHEN subenabled THEN '' ELSE ' (disabled)' END"
          + " || ': DROP SUBSCRIPTION ' || quote_ident(subname) || ';' FROM pg_subscription"
          + " WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
          + " ORDER BY 1";

  private Replication() {}

  /** One line each, with the statement that ends it. */
  static List<String> find(Connection connection) throws SQLException {
    List<String> all = new ArrayList<>(Sql.list(connection, row -> row.getString(1), SLOTS));
    all.addAll(Sql.list(connection, row -> row.getString(1), SUBSCRIPTIONS));
    return all;
  }
}
