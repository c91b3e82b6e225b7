package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.postgres.Buckets.Bucket;
import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Buckets by number, from 0 on, in one array: 40 bytes each, where a map of objects has about 250.
 * Each has its count and two sums of 128 bits, which 2^63 hashes of 64 bits do not exceed. One with
 * no rows is not there.
 */
final class PackedBuckets extends AbstractMap<Integer, Bucket> {
  private static final int LONGS_EACH = 5;

  private final long[] longs;

  PackedBuckets(int number) {
    longs = new long[number * LONGS_EACH];
  }

  static PackedBuckets of(int number, Map<Integer, Bucket> filled) {
    if (filled instanceof PackedBuckets packed) {
      return packed;
    }
    PackedBuckets packed = new PackedBuckets(number);
    packed.putAll(filled);
    return packed;
  }

  @Override
  public boolean containsKey(Object number) {
    return get(number) != null;
  }

  @Override
  public Bucket get(Object number) {
    int at = (Integer) number * LONGS_EACH;
    return longs[at] == 0
        ? null
        : new Bucket(
            longs[at], joined(longs[at + 1], longs[at + 2]), joined(longs[at + 3], longs[at + 4]));
  }

  @Override
  public Bucket put(Integer number, Bucket bucket) {
    Bucket before = get(number);
    int at = number * LONGS_EACH;
    longs[at] = bucket.count();
    longs[at + 1] = high(bucket.rows());
    longs[at + 2] = bucket.rows().longValue();
    longs[at + 3] = high(bucket.keys());
    longs[at + 4] = bucket.keys().longValue();
    return before;
  }

  private static long high(BigInteger sum) {
    return sum.shiftRight(Long.SIZE).longValueExact();
  }

  private static BigInteger joined(long high, long low) {
    BigInteger signed = BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(BigInteger.valueOf(low));
    return low < 0 ? signed.add(BigInteger.ONE.shiftLeft(Long.SIZE)) : signed;
  }

  private IntStream numbers() {
    return IntStream.range(0, longs.length / LONGS_EACH).filter(n -> longs[n * LONGS_EACH] != 0);
  }

  @Override
  public Set<Map.Entry<Integer, Bucket>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<Integer, Bucket>> iterator() {
        return numbers().mapToObj(n -> Map.entry(n, get(n))).iterator();
      }

      @Override
      public int size() {
        return (int) numbers().count();
      }
    };
  }
}
