package dev.drydock.activities.kubernetes;

import io.temporal.activity.Activity;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A pause that somebody may cut short, once or often. */
public final class Nudge {
  private final Semaphore nudges = new Semaphore(0);

  public void now() {
    nudges.release();
  }

  void pause(Duration longest) {
    try {
      if (nudges.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        nudges.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Activity.wrap(e);
    }
  }
}
