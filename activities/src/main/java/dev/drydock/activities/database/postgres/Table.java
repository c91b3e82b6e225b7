package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A table with rows of its own, or a materialized view.
 *
 * @param bytes of its rows, without what is stored apart
 * @param inRanges true where it can be read in ranges of blocks
 * @param rowHash SQL for the 64-bit hash of a row
 * @param keyHash SQL for that of its primary key; null where there is none
 * @param key the primary key's columns; null where there is none
 * @param derived true for a materialized view
 * @param heap true where each row tells which transaction wrote it
 */
record Table(
    String schema,
    String name,
    long bytes,
    boolean inRanges,
    String rowHash,
    String keyHash,
    String key,
    boolean derived,
    boolean heap) {
  /** The first version whose server hashes whole records, and reads ranges of blocks. */
  private static final int HASHES_SINCE = 14;

  static List<Table> all(Connection connection) throws SQLException {
    boolean hashes = Catalog.major(connection) >= HASHES_SINCE;
    return Sql.list(
        connection,
        row ->
            new Table(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getBoolean(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getBoolean(8),
                row.getBoolean(9)),
        Queries.read("tables.sql").replace("@hashes@", String.valueOf(hashes)));
  }

  String qualified() {
    return schema + "." + name;
  }

  String quoted() {
    return Sql.identifier(schema) + "." + Sql.identifier(name);
  }

  /** SQL for the hash by which a row finds its bucket. */
  String bucketHash() {
    return keyHash == null ? rowHash : keyHash;
  }

  /**
   * SQL that reads {@code h}, a row's hash, and {@code k}, that of its key.
   *
   * @param key SQL for the key's hash
   * @param columns more columns, each after a comma; may be empty
   * @param where a condition with its WHERE; may be empty
   */
  String hashed(String key, String columns, String where) {
    // OFFSET 0: each hash is computed once, however often it is used
    return "(SELECT "
        + rowHash
        + " AS h, "
        + key
        + " AS k"
        + columns
        + " FROM ONLY "
        + quoted()
        + where
        + " OFFSET 0) AS hashed";
  }
}
