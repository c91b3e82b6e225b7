package dev.drydock.activities.database.store;

import dev.drydock.activities.database.Pulse;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A few threads. Closed, none of them does anything any more. */
final class Together implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int ENDS_WITHIN_SECONDS = 90;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Together::daemon);

  /** Several at once; ends at the first failure, and when the activity is canceled. */
  static void all(List<Runnable> deeds) {
    Together threads = new Together();
    // closed last: the threads may take their time to end
    try (Pulse pulse = Pulse.start(threads::stop);
        threads) {
      try {
        threads.run(deeds);
      } catch (RuntimeException e) {
        pulse.throwIfEnded();
        throw e;
      }
      pulse.throwIfEnded();
    }
  }

  /** The same, also in an activity that is canceled: for what has to be cleared away then. */
  static void allTheSame(List<Runnable> deeds) {
    try (Pulse pulse = Pulse.start(() -> {});
        Together threads = new Together()) {
      threads.run(deeds);
    }
  }

  /** Throws the first failure there is, without waiting for the others. */
  void run(List<Runnable> deeds) {
    CompletionService<Void> done = new ExecutorCompletionService<>(threads);
    try {
      deeds.forEach(deed -> done.submit(deed, null));
      for (int i = 0; i < deeds.size(); i++) {
        done.take().get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("stopped", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    }
  }

  /** Interrupts what runs. */
  void stop() {
    threads.shutdownNow();
  }

  @Override
  public void close() {
    stop();
    try {
      threads.awaitTermination(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "drydock-store");
    thread.setDaemon(true);
    return thread;
  }
}
