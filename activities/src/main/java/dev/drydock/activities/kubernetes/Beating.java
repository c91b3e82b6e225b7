package dev.drydock.activities.kubernetes;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Signs of life during one long call that cannot give them itself. */
public final class Beating {
  private static final int SECONDS_BETWEEN = 5;

  private final ActivityExecutionContext context = Activity.getExecutionContext();
  private final Thread caller = Thread.currentThread();
  private ActivityCompletionException ended;
  private boolean isOver;

  private Beating() {}

  /**
   * Runs {@code call}; interrupts it when the activity is canceled, and then ends as Temporal
   * wants.
   */
  public static <T> T during(Supplier<T> call) {
    Beating beating = new Beating();
    ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(Beating::daemon);
    try {
      beats.scheduleWithFixedDelay(beating::beat, 0, SECONDS_BETWEEN, TimeUnit.SECONDS);
      return call.get();
    } finally {
      beats.shutdown();
      beating.over();
    }
  }

  private void beat() {
    try {
      context.heartbeat(null);
    } catch (ActivityCompletionException e) {
      interrupt(e);
      throw e;
    }
  }

  /** Never after the call: the thread then does something else. */
  private synchronized void interrupt(ActivityCompletionException why) {
    if (!isOver) {
      ended = why;
      caller.interrupt();
    }
  }

  private synchronized void over() {
    isOver = true;
    if (ended != null) {
      Thread.interrupted();
      throw ended;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "signs-of-life");
    thread.setDaemon(true);
    return thread;
  }
}
