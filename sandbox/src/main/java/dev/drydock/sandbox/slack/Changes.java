package dev.drydock.sandbox.slack;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A counter that rises with everything a person could see, and a way to wait for it. */
final class Changes {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long version;

  void happened() {
    synchronized (this) {
      version++;
      notifyAll();
    }
    listeners.forEach(Runnable::run);
  }

  synchronized long version() {
    return version;
  }

  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** Looks again after every change until there is an answer or the time is over (then empty). */
  <T> Optional<T> await(Duration limit, Supplier<Optional<T>> question) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long seen = version();
      Optional<T> answer = question.get();
      if (answer.isPresent() || !sleepUntilAfter(seen, end)) {
        return answer;
      }
    }
  }

  private synchronized boolean sleepUntilAfter(long seen, long end) {
    while (version == seen) {
      long leftMs = (end - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      try {
        wait(leftMs);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
