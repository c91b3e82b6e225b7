package dev.drydock.sandbox.slack;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Token buckets, one per method, and one per channel for {@code chat.postMessage}. Slack promises
 * only the rate; the bursts here are generous, so that what is limited is a loop, not a busy
 * minute.
 */
public final class RateLimits {
  private record Tier(double perMinute, int burst) {}

  private static final Tier POST_PER_CHANNEL = new Tier(60, 15);
  private static final Tier TIER_1 = new Tier(1, 30);
  private static final Tier TIER_2 = new Tier(20, 20);
  private static final Tier TIER_3 = new Tier(50, 50);
  private static final Tier TIER_4 = new Tier(100, 100);
  private static final Map<String, Tier> TIERS =
      Map.ofEntries(
          Map.entry("apps.connections.open", TIER_1),
          Map.entry("users.list", TIER_2),
          Map.entry("usergroups.list", TIER_2),
          Map.entry("usergroups.users.list", TIER_2),
          Map.entry("conversations.list", TIER_2),
          Map.entry("chat.update", TIER_3),
          Map.entry("chat.delete", TIER_3),
          Map.entry("conversations.history", TIER_3),
          Map.entry("conversations.replies", TIER_3),
          Map.entry("conversations.info", TIER_3),
          Map.entry("conversations.open", TIER_3),
          Map.entry("reactions.add", TIER_3),
          Map.entry("auth.test", new Tier(300, 300)));

  private static final class Bucket {
    private double tokens;
    private long atNanos;
  }

  private final Map<String, Bucket> buckets = new HashMap<>();
  private final LongSupplier nanoTime;
  private boolean on = true;

  RateLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Off for tests that are about something else. */
  public synchronized void off() {
    on = false;
  }

  public synchronized void on() {
    on = true;
    buckets.clear();
  }

  /** Empty where the call may go on; else how long the caller has to wait, in whole seconds. */
  synchronized Optional<Duration> take(String method, String channel) {
    if (!on) {
      return Optional.empty();
    }
    boolean post = method.equals("chat.postMessage");
    Tier tier = post ? POST_PER_CHANNEL : TIERS.getOrDefault(method, TIER_4);
    Bucket bucket = refilled(post ? method + " " + channel : method, tier);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return Optional.empty();
    }
    double seconds = (1 - bucket.tokens) * 60 / tier.perMinute();
    return Optional.of(Duration.ofSeconds((long) Math.ceil(seconds)));
  }

  private Bucket refilled(String key, Tier tier) {
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = tier.burst();
      buckets.put(key, bucket);
    } else {
      double minutes = (now - bucket.atNanos) / 60e9;
      bucket.tokens = Math.min(tier.burst(), bucket.tokens + minutes * tier.perMinute());
    }
    bucket.atNanos = now;
    return bucket;
  }
}
