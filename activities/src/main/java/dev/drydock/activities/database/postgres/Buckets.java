package dev.drydock.activities.database.postgres;

import java.math.BigInteger;
import java.util.Map;

/**
 * A table's rows spread over buckets by the hash of their primary key, so that what was written
 * since can be told from what was there without keeping the rows.
 *
 * @param key the primary key's columns; null where there is none, and then the whole row is the key
 * @param number of buckets, a power of two
 * @param filled by number, those that are not empty; packed, and in the order of their numbers
 */
record Buckets(String key, int number, Map<Integer, Bucket> filled) {
  /**
   * @param rows sum of the rows' hashes
   * @param keys sum of their keys' hashes
   */
  record Bucket(long count, BigInteger rows, BigInteger keys) {
    static final Bucket EMPTY = new Bucket(0, BigInteger.ZERO, BigInteger.ZERO);

    Bucket plus(Bucket other) {
      return new Bucket(count + other.count, rows.add(other.rows), keys.add(other.keys));
    }

    boolean holdsTheSameAs(Bucket other) {
      return count == other.count && rows.equals(other.rows);
    }
  }

  Buckets {
    filled = PackedBuckets.of(number, filled);
  }

  Bucket at(int bucket) {
    return filled.getOrDefault(bucket, Bucket.EMPTY);
  }
}
