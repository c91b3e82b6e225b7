package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.postgres.Buckets.Bucket;
import dev.drydock.activities.ledger.sql.Sql;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What was written to one table since a baseline. How many rows are new or of another content, and
 * how many of those of then are no longer as they were, is exact. Which of the two are the same
 * row, so that it was changed, follows from the sums of the keys' hashes in each bucket: sure where
 * a bucket holds few.
 *
 * @param condition SQL that is true for the rows that were added or changed; null where there are
 *     none
 */
record Written(long added, long changed, long deleted, boolean exact, String condition) {
  /** More than that are not tried out in one bucket. */
  private static final int MOST_TRIED = 12;

  /**
   * @param old rows that were there at the baseline
   * @param fresh rows that were not
   * @param keys the hashes of the fresh rows' keys, or the first few
   */
  private record Now(Bucket old, Bucket fresh, List<Long> keys) {
    static final Now NOTHING = new Now(Bucket.EMPTY, Bucket.EMPTY, List.of());

    Now plus(Now other) {
      return new Now(
          old.plus(other.old), fresh.plus(other.fresh), keys.isEmpty() ? other.keys : keys);
    }
  }

  static Written all(long rows) {
    return new Written(rows, 0, 0, true, rows == 0 ? null : "true");
  }

  static Written none(long rows) {
    return new Written(0, 0, rows, true, null);
  }

  static Written find(Connection connection, Table table, Buckets then, Since since)
      throws SQLException {
    boolean sameKey = Objects.equals(then.key(), table.key());
    String isNew = since.isNew("xmin");
    Map<Integer, Now> now = now(connection, table, then.number() - 1, isNew);
    Set<Integer> numbers = new TreeSet<>(now.keySet());
    numbers.addAll(then.filled().keySet());
    Written all = none(0);
    Set<Integer> differing = new TreeSet<>();
    for (int number : numbers) {
      Now there = now.getOrDefault(number, Now.NOTHING);
      if (!there.old().plus(there.fresh()).holdsTheSameAs(then.at(number)) || !sameKey) {
        all = all.plus(in(then.at(number), there, sameKey && table.key() != null));
        differing.add(number);
      }
    }
    return sameKey
        ? all.where(isNew + " AND " + isIn(table.bucketHash(), then, differing))
        : all.where(isNew).notExact();
  }

  static String isIn(String hash, Buckets then, Set<Integer> numbers) {
    String list = numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    return "(" + hash + " & " + (then.number() - 1) + ") = ANY ('{" + list + "}'::int8[])";
  }

  private static Map<Integer, Now> now(Connection connection, Table table, int mask, String isNew)
      throws SQLException {
    Map<Integer, Now> now = new HashMap<>();
    Sql.list(
        connection,
        row -> now.merge(row.getInt(1), read(row), Now::plus),
        "SELECT k & "
            + mask
            + ", fresh, count(*), sum(h), sum(k), (array_agg(k) FILTER (WHERE fresh))[1:"
            + (MOST_TRIED + 1)
            + "] FROM "
            + table.hashed(table.bucketHash(), ", " + isNew + " AS fresh", "")
            + " GROUP BY 1, 2");
    return new TreeMap<>(now);
  }

  private static Now read(ResultSet row) throws SQLException {
    Bucket bucket = new Bucket(row.getLong(3), Reading.integer(row, 4), Reading.integer(row, 5));
    Array keys = row.getArray(6);
    return row.getBoolean(2)
        ? new Now(Bucket.EMPTY, bucket, List.of((Long[]) keys.getArray()))
        : new Now(bucket, Bucket.EMPTY, List.of());
  }

  private static Written in(Bucket then, Now now, boolean hasKey) {
    long fresh = now.fresh().count();
    long gone = Math.max(0, then.count() - now.old().count());
    boolean counted = now.old().count() <= then.count();
    if (!hasKey || gone == 0 || fresh == 0) {
      return new Written(fresh, 0, gone, counted, null);
    }
    BigInteger goneKeys = then.keys().subtract(now.old().keys());
    if (fresh <= MOST_TRIED && gone <= fresh && isSum(goneKeys, now.keys(), 0, (int) gone)) {
      return new Written(fresh - gone, gone, 0, counted, null);
    }
    // one that is gone and is none of the fresh ones was deleted; of several, some may be changed
    boolean sure = gone == 1 && fresh <= MOST_TRIED;
    return new Written(fresh, 0, gone, counted && sure, null);
  }

  /** True where so many of the hashes, from one on, have that sum. */
  private static boolean isSum(BigInteger sum, List<Long> hashes, int from, int many) {
    if (many == 0) {
      return sum.signum() == 0;
    }
    for (int i = from; i + many <= hashes.size(); i++) {
      if (isSum(sum.subtract(BigInteger.valueOf(hashes.get(i))), hashes, i + 1, many - 1)) {
        return true;
      }
    }
    return false;
  }

  private Written plus(Written other) {
    return new Written(
        added + other.added,
        changed + other.changed,
        deleted + other.deleted,
        exact && other.exact,
        null);
  }

  private Written where(String rows) {
    return new Written(added, changed, deleted, exact, added + changed == 0 ? null : rows);
  }

  private Written notExact() {
    return new Written(added, changed, deleted, added == 0 || deleted == 0, condition);
  }
}
