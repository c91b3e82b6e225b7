package dev.drydock.activities.database.postgres;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at once and then every second, in a thread of its own, how far something is that blocks.
 */
final class Ticks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ticks.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Ticks::daemon);

  private Ticks() {}

  static Ticks each(Runnable look) {
    Ticks ticks = new Ticks();
    ticks.thread.scheduleWithFixedDelay(() -> quietly(look), 0, 1, TimeUnit.SECONDS);
    return ticks;
  }

  /** To be looked at is no reason to fail. */
  private static void quietly(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      log.debug("how far it is could not be looked at", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private static Thread daemon(Runnable work) {
    Thread made = new Thread(work, "drydock-ticks");
    made.setDaemon(true);
    return made;
  }
}
