package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fingerprints of databases: every schema object's definition, every table's row count and sum of
 * row hashes, every sequence, all in one snapshot. About a second per gigabyte of tables. Rows are
 * compared as PostgreSQL's own hash functions compare them, so 1.0 equals 1.00. Materialized views
 * count by their definition only.
 */
final class Fingerprints {
  private static final String SCHEMA = resource("schema-objects.sql");
  private static final String TABLES = resource("tables.sql");

  private static final List<String> SESSION =
      List.of(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
          "SET LOCAL search_path = pg_catalog",
          "SET LOCAL TimeZone = 'UTC'",
          "SET LOCAL DateStyle = 'ISO, YMD'",
          "SET LOCAL IntervalStyle = 'postgres'",
          "SET LOCAL bytea_output = 'hex'",
          "SET LOCAL extra_float_digits = 1",
          "SET LOCAL lc_monetary = 'C'",
          "SET LOCAL statement_timeout = 0",
          "SET LOCAL idle_in_transaction_session_timeout = 0",
          // a row that a policy hides from our role is an error, not a row less
          "SET LOCAL row_security = off");

  private final Connections connections;
  private final Journal journal;

  Fingerprints(Connections connections, Journal journal) {
    this.connections = connections;
    this.journal = journal;
  }

  /** Of any database on the app's server. */
  Fingerprint of(AppConfig app, String database) {
    Content content =
        connections.longIn(
            app, database, connection -> Sql.transaction(connection, Fingerprints::read));
    Artifact detail = journal.keep("fingerprint", content.json());
    return new Fingerprint(content.digest(), content.tables().size(), content.rows(), detail);
  }

  List<String> differences(Fingerprint before, Fingerprint now) {
    if (before.digest().equals(now.digest())) {
      return List.of();
    }
    Optional<byte[]> then = detail(before);
    return then.isPresent()
        ? Content.read(then.get()).differences(Content.read(journal.fetch(now.detail())))
        : List.of("what it held then is not in this ledger, only that it was not this");
  }

  /**
   * What a backup does not hold as it was sealed, with the numbers of rows: {@code public.build:
   * 201 rows at the seal, 200 rows in the backup}.
   */
  List<String> figures(Fingerprint sealed, Fingerprint backup) {
    if (sealed.digest().equals(backup.digest())) {
      return List.of();
    }
    Optional<byte[]> then = detail(sealed);
    return then.isPresent()
        ? Content.read(then.get()).figures(Content.read(journal.fetch(backup.detail())))
        : differences(sealed, backup);
  }

  /** Empty in another ledger than the one that it was kept in. */
  private Optional<byte[]> detail(Fingerprint of) {
    try {
      return Optional.of(journal.fetch(of.detail()));
    } catch (IllegalStateException notHeld) {
      return Optional.empty();
    }
  }

  private static Content read(Connection connection) throws SQLException {
    for (String setting : SESSION) {
      Sql.run(connection, setting);
    }
    return new Content(schema(connection), tables(connection), sequences(connection));
  }

  private static SortedMap<String, String> schema(Connection connection) throws SQLException {
    String query =
        Catalog.major(connection) >= 14 ? SCHEMA : SCHEMA.replace("a.attcompression,", "");
    SortedMap<String, String> objects = new TreeMap<>();
    Sql.list(
        connection,
        row -> objects.put(row.getString(1) + " " + row.getString(2), row.getString(3)),
        query);
    return objects;
  }

  private record Table(String schema, String name, boolean hashable) {
    String quoted() {
      return Sql.identifier(schema) + "." + Sql.identifier(name);
    }
  }

  private static SortedMap<String, Content.Rows> tables(Connection connection) throws SQLException {
    boolean hashesRecords = Catalog.major(connection) >= 14;
    SortedMap<String, Content.Rows> rows = new TreeMap<>();
    for (Table table :
        Sql.list(
            connection,
            row -> new Table(row.getString(1), row.getString(2), row.getBoolean(3)),
            TABLES)) {
      rows.put(table.schema() + "." + table.name(), rows(connection, table, hashesRecords));
    }
    return rows;
  }

  private static Content.Rows rows(Connection connection, Table table, boolean hashesRecords)
      throws SQLException {
    if (table.hashable() && hashesRecords) {
      Savepoint before = connection.setSavepoint();
      try {
        Content.Rows rows = sum(connection, table, "hash_record_extended(drydock_row, 0)");
        connection.releaseSavepoint(before);
        return rows;
      } catch (SQLException e) {
        if (!"42883".equals(e.getSQLState())) {
          throw e;
        }
        // a column's type has no hash function
        connection.rollback(before);
      }
    }
    return sum(connection, table, "hashtextextended(drydock_row::text, 0)");
  }

  private static Content.Rows sum(Connection connection, Table table, String hash)
      throws SQLException {
    return Sql.first(
            connection,
            row -> new Content.Rows(row.getLong(1), row.getString(2)),
            "SELECT count(*), coalesce(sum("
                + hash
                + "::numeric), 0)::text FROM ONLY "
                + table.quoted()
                + " AS drydock_row")
        .orElseThrow();
  }

  private static SortedMap<String, String> sequences(Connection connection) throws SQLException {
    SortedMap<String, String> values = new TreeMap<>();
    List<Table> all =
        Sql.list(
            connection,
            row -> new Table(row.getString(1), row.getString(2), false),
            "SELECT schemaname, sequencename FROM pg_sequences");
    for (Table sequence : all) {
      values.put(
          sequence.schema() + "." + sequence.name(),
          Sql.text(connection, "SELECT last_value || ' ' || is_called FROM " + sequence.quoted()));
    }
    return values;
  }

  private static String resource(String name) {
    try (InputStream in = Fingerprints.class.getResourceAsStream("/database/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
