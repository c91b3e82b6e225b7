package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Extensions that our role, being no superuser, may not create, so that it cannot load a dump of
 * the database either. A hosted server may allow its administrators more than that tells.
 */
final class UntrustedExtensions {
  /** Those of template0 have the numbers of an empty server; pg_dump leaves them out, too. */
  private static final String NAMES =
      "SELECT e.extname FROM pg_extension e"
          + " LEFT JOIN pg_available_extensions a ON a.name = e.extname"
          // a dump does not tell the version
          + " LEFT JOIN pg_available_extension_versions v"
          + " ON v.name = a.name AND v.version = a.default_version"
          + " WHERE e.oid >= 16384 AND coalesce(v.superuser AND NOT v.trusted, true)"
          + " AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
          + " ORDER BY 1";

  private UntrustedExtensions() {}

  /**
   * @param connection to the database
   * @return their names; none where our role is a superuser
   */
  static List<String> of(Connection connection) throws SQLException {
    return Sql.list(connection, row -> row.getString(1), NAMES);
  }
}
