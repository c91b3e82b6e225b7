package dev.drydock.bot.slack;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers for a short while, and never more than so many. */
final class Kept<K, V> {
  private record Entry<V>(V value, long until) {}

  private final long keepNanos;
  private final int most;
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

  Kept(Duration keep, int most) {
    this.keepNanos = keep.toNanos();
    this.most = most;
  }

  synchronized V get(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null || entry.until() - System.nanoTime() < 0 ? null : entry.value();
  }

  synchronized void put(K key, V value) {
    entries.remove(key);
    entries.put(key, new Entry<>(value, System.nanoTime() + keepNanos));
    if (entries.size() > most) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** True the first time within the while. */
  synchronized boolean isNew(K key, V value) {
    if (get(key) != null) {
      return false;
    }
    put(key, value);
    return true;
  }
}
