package dev.drydock.activities.database;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Heartbeats while a deed blocks for long, and ends the deed when Temporal wants the activity to
 * end. Outside an activity it does nothing.
 */
public final class Pulse implements AutoCloseable {
  private static final int BEAT_SECONDS = 5;

  private final AtomicReference<ActivityCompletionException> ended = new AtomicReference<>();
  private final ScheduledExecutorService beats;

  private boolean isOver;

  private Pulse(ScheduledExecutorService beats) {
    this.beats = beats;
  }

  /**
   * @param end ends the deed; called once at most, from another thread
   */
  public static Pulse start(Runnable end) {
    ActivityExecutionContext context = contextOrNull();
    if (context == null) {
      return new Pulse(null);
    }
    Pulse pulse = new Pulse(Executors.newSingleThreadScheduledExecutor(Pulse::daemon));
    pulse.beats.scheduleWithFixedDelay(
        () -> pulse.beat(context, end), 0, BEAT_SECONDS, TimeUnit.SECONDS);
    return pulse;
  }

  /**
   * Does what ends when its thread is interrupted.
   *
   * @throws ActivityCompletionException where Temporal wants the activity to end
   */
  public static <T> T during(Supplier<T> deed) {
    Pulse pulse = start(Thread.currentThread()::interrupt);
    try {
      return deed.get();
    } finally {
      pulse.closeInterrupted();
    }
  }

  /**
   * Waits for what is done beside, which gives no signs of life itself. It fails as itself: a
   * ledger that is away is told by the type of its failure.
   *
   * @throws ActivityCompletionException where Temporal wants the activity to end
   */
  public static <T> T awaited(Future<T> beside) {
    return during(
        () -> {
          try {
            return beside.get();
          } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(e.getCause());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
          }
        });
  }

  private void closeInterrupted() {
    close();
    if (ended.get() != null) {
      // it was meant for the deed; what is done to end well is not to be interrupted
      Thread.interrupted();
    }
    throwIfEnded();
  }

  /** Throws what Temporal said, so that the activity ends as canceled and not as failed. */
  public void throwIfEnded() {
    ActivityCompletionException why = ended.get();
    if (why != null) {
      throw why;
    }
  }

  @Override
  public void close() {
    if (beats != null) {
      // not interrupted: a beat on its way would be told as a failure in the log
      beats.shutdown();
      over();
    }
  }

  private synchronized void over() {
    isOver = true;
  }

  /** Never after the deed: what it worked on may be another's by then. */
  private synchronized void end(ActivityCompletionException why, Runnable end) {
    if (!isOver) {
      ended.set(why);
      end.run();
    }
  }

  private void beat(ActivityExecutionContext context, Runnable end) {
    try {
      context.heartbeat(null);
    } catch (ActivityCompletionException e) {
      end(e, end);
      // nothing more to tell Temporal: stops the schedule
      throw e;
    }
  }

  /** Null outside an activity. */
  static ActivityExecutionContext contextOrNull() {
    try {
      ActivityExecutionContext context = Activity.getExecutionContext();
      return context.getInfo().isLocal() ? null : context;
    } catch (IllegalStateException notInAnActivity) {
      return null;
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "drydock-pulse");
    thread.setDaemon(true);
    return thread;
  }
}
