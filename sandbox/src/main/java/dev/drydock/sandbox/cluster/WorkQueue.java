package dev.drydock.sandbox.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Objects a controller has to look at; one that is waiting is not put in twice. For the loop. */
final class WorkQueue {
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Loop loop;
  private final Consumer<Key> sync;
  private final Set<Key> waiting = new HashSet<>();

  WorkQueue(Loop loop, Consumer<Key> sync) {
    this.loop = loop;
    this.sync = sync;
  }

  void add(Key key) {
    if (waiting.add(key)) {
      loop.run(() -> work(key));
    }
  }

  void addAfter(Duration delay, Key key) {
    loop.after(delay, () -> add(key));
  }

  private void work(Key key) {
    waiting.remove(key);
    try {
      sync.accept(key);
    } catch (ApiException e) {
      addAfter(RETRY, key);
    }
  }
}
