package dev.drydock.sandbox.cluster;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread on which all controllers and the kubelet decide, so that they need no locks, and as
 * many others as it takes for what waits (processes, files, probes).
 */
final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final ScheduledThreadPoolExecutor thread;
  private final ExecutorService workers = Executors.newCachedThreadPool(named("cluster-worker-"));

  Loop() {
    thread = new ScheduledThreadPoolExecutor(1, named("cluster-loop-"));
    thread.setRemoveOnCancelPolicy(true);
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  void run(Runnable work) {
    thread.execute(() -> guarded(work));
  }

  /** Runs {@code work} on the loop later; the result cancels it. */
  Runnable after(Duration delay, Runnable work) {
    var later =
        thread.schedule(() -> guarded(work), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    return () -> later.cancel(false);
  }

  /** Runs {@code work} off the loop; it may block. */
  void work(Runnable work) {
    if (!workers.isShutdown()) {
      workers.execute(() -> guarded(work));
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a piece of work in the cluster failed", e);
    }
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return r -> {
      Thread t = new Thread(r, prefix + count.incrementAndGet());
      t.setDaemon(true);
      return t;
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
    workers.shutdownNow();
    try {
      workers.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
