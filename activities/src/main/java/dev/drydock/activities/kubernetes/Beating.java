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

  private Beating() {}

  /** Runs {@code call}; interrupts it when the activity is canceled. */
  public static <T> T during(Supplier<T> call) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    Thread caller = Thread.currentThread();
    ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(Beating::daemon);
    try {
      beats.scheduleAtFixedRate(() -> beat(context, caller), 0, SECONDS_BETWEEN, TimeUnit.SECONDS);
      return call.get();
    } finally {
      beats.shutdownNow();
    }
  }

  private static void beat(ActivityExecutionContext context, Thread caller) {
    try {
      context.heartbeat(null);
    } catch (ActivityCompletionException e) {
      caller.interrupt();
      throw e;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "signs-of-life");
    thread.setDaemon(true);
    return thread;
  }
}
