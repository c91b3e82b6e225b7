package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The databases of a server. */
final class Catalog {
  private static final String ENTRIES =
      "SELECT datname, shobj_description(oid, 'pg_database'),"
          + " pg_has_role(datdba, 'USAGE'), datallowconn FROM pg_database";

  private Catalog() {}

  /**
   * @param ours true where our role owns it or is in the owner
   */
  record Entry(String name, String comment, boolean ours, boolean open) {
    Optional<Tag> tag() {
      return Tag.read(comment);
    }
  }

  static Optional<Entry> find(Connection connection, String name) throws SQLException {
    return all(connection).stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  static boolean exists(Connection connection, String name) throws SQLException {
    return find(connection, name).isPresent();
  }

  /** What Drydock made of or put aside for this database. */
  static List<Entry> tagged(Connection connection, String of) throws SQLException {
    return all(connection).stream()
        .filter(entry -> entry.tag().filter(tag -> tag.of().equals(of)).isPresent())
        .toList();
  }

  static void open(Connection connection, String name, boolean open) throws SQLException {
    Sql.run(
        connection, "ALTER DATABASE " + Sql.identifier(name) + " WITH ALLOW_CONNECTIONS " + open);
  }

  static void rename(Connection connection, String from, String to) throws SQLException {
    Sql.run(
        connection, "ALTER DATABASE " + Sql.identifier(from) + " RENAME TO " + Sql.identifier(to));
  }

  static void drop(Connection connection, String name) throws SQLException {
    String force = major(connection) >= 13 ? " WITH (FORCE)" : "";
    Sql.run(connection, "DROP DATABASE IF EXISTS " + Sql.identifier(name) + force);
  }

  static int major(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  private static List<Entry> all(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        row -> new Entry(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)),
        ENTRIES);
  }
}
