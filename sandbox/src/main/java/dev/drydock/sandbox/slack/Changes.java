package dev.drydock.sandbox.slack;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A counter that rises with everything a person could see, and a way to wait for it. */
final class Changes {
  private long version;

  synchronized void happened() {
    version++;
    notifyAll();
  }

  synchronized long version() {
    return version;
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
