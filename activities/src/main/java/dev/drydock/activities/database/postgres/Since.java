package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Which rows were written since a snapshot: those of transactions that it had not seen. A row keeps
 * 32 bits of its transaction's number; the others follow from the number that is next, as long as
 * fewer than 2^31 were given out between. A row so old that its 32 bits come again after a whole
 * round may be taken for a new one; that its content did not change tells the buckets.
 *
 * @param first transaction number that was not given out at the snapshot
 * @param running numbers of transactions that were under way then, separated by commas; may be
 *     empty
 * @param next number now
 */
record Since(long first, String running, long next) {
  private static final long HALF_A_ROUND = 1L << 31;

  /**
   * @param snapshot {@code xmin:xmax:xip_list}
   */
  static Since of(Connection connection, String snapshot) throws SQLException {
    Since since = read(connection, snapshot);
    if (!since.canTell()) {
      throw Failures.stepFailed(
          "what was written since the upgrade cannot be told: transaction "
              + since.first
              + " was next then, "
              + since.next
              + " is now");
    }
    return since;
  }

  /**
   * Whether or not it can tell.
   *
   * @param snapshot as of {@link #of}
   */
  static Since read(Connection connection, String snapshot) throws SQLException {
    String[] parts = snapshot.split(":", -1);
    long next =
        Long.parseLong(
            Sql.text(connection, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"));
    return new Since(Long.parseLong(parts[1]), parts[2], next);
  }

  boolean canTell() {
    return next >= first && next - first < HALF_A_ROUND;
  }

  /** True where no row can be taken for a new one: the numbers have not come round yet. */
  boolean isSure() {
    return next <= 2 * HALF_A_ROUND;
  }

  /** SQL that is true for a row of which {@code xmin} is SQL for the transaction's number. */
  String isNew(String xmin) {
    String number = xmin + "::text::int8";
    String whole = "(" + (next - 1) + " - ((" + (next - 1) + " - " + number + ") & 4294967295))";
    String among = running.isEmpty() ? "" : " OR " + whole + " IN (" + running + ")";
    // below 3 are the numbers of what the system made, and of rows frozen before 9.4
    return "(" + number + " >= 3 AND (" + whole + " >= " + first + among + "))";
  }
}
