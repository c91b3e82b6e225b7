package dev.drydock.activities.database.postgres;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something small at once and then every second, in a thread of its own, beside what blocks.
 */
final class Ticks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ticks.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Ticks::daemon);

  private Ticks() {}

  static Ticks each(Runnable deed) {
    Ticks ticks = new Ticks();
    ticks.thread.scheduleWithFixedDelay(() -> quietly(deed), 0, 1, TimeUnit.SECONDS);
    return ticks;
  }

  /** No reason for the other to fail. */
  private static void quietly(Runnable deed) {
    try {
      deed.run();
    } catch (RuntimeException e) {
      log.debug("what is done each second failed", e);
    } catch (Error e) {
      // thrown on, it would end the schedule without a word
      log.warn("what is done each second failed", e);
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
