package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.postgres.Buckets.Bucket;
import dev.drydock.workflows.book.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Packed, they are what a map of them was, also as the JSON that other versions keep and read. */
class PackedBucketsTest {
  private static final int NUMBER = 256;

  /** As versions before kept it. */
  private record Unpacked(String key, int number, SortedMap<Integer, Bucket> filled) {}

  /** Half of them, with sums of both signs and of up to 128 bits. */
  private static SortedMap<Integer, Bucket> some() {
    Random random = new Random(1);
    SortedMap<Integer, Bucket> some = new TreeMap<>();
    for (int n = 0; n < NUMBER; n += 2) {
      some.put(n, new Bucket(1 + random.nextInt(9), sum(random), sum(random)));
    }
    BigInteger most = BigInteger.ONE.shiftLeft(127);
    some.put(1, new Bucket(Long.MAX_VALUE, most.subtract(BigInteger.ONE), most.negate()));
    some.put(3, new Bucket(2, BigInteger.ZERO, BigInteger.ONE.negate()));
    some.put(5, new Bucket(2, BigInteger.ONE.shiftLeft(63), BigInteger.ONE.shiftLeft(64)));
    return some;
  }

  private static BigInteger sum(Random random) {
    BigInteger sum = new BigInteger(random.nextInt(128), random);
    return random.nextBoolean() ? sum : sum.negate();
  }

  @Test
  void areWhatTheyWere() {
    SortedMap<Integer, Bucket> some = some();
    Buckets packed = new Buckets("id", NUMBER, some);
    assertThat(packed.filled()).isEqualTo(some).hasSize(some.size());
    assertThat(packed.filled().keySet()).containsExactlyElementsOf(some.keySet());
    some.forEach((number, bucket) -> assertThat(packed.at(number)).isEqualTo(bucket));
    assertThat(packed.at(7)).isEqualTo(Bucket.EMPTY);
  }

  @Test
  void areAddedUp() {
    Map<Integer, Bucket> packed = new PackedBuckets(NUMBER);
    SortedMap<Integer, Bucket> twice = new TreeMap<>();
    for (int i = 0; i < 2; i++) {
      some().headMap(1).forEach((n, bucket) -> packed.merge(n, bucket, Bucket::plus));
      some().headMap(1).forEach((n, bucket) -> twice.merge(n, bucket, Bucket::plus));
    }
    assertThat(packed).isEqualTo(twice);
  }

  @Test
  void areKeptAndReadAsBefore() {
    String before = Json.write(new Unpacked("id", NUMBER, some()));
    Buckets read = Json.read(before.getBytes(StandardCharsets.UTF_8), Buckets.class);
    assertThat(read).isEqualTo(new Buckets("id", NUMBER, some()));
    assertThat(new String(Json.bytes(read), StandardCharsets.UTF_8)).isEqualTo(before);
  }
}
