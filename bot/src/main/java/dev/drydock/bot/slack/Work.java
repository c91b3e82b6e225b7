package dev.drydock.bot.slack;

import dev.drydock.bot.desk.Refused;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Does after the acknowledgement what takes time; a failure becomes words for who asked. */
final class Work implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Work.class);
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  /** A call of Temporal's and an answer, each with its own limit. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final SecureRandom RANDOM = new SecureRandom();
  private final ThreadPoolExecutor pool;
  private final Answers answers;

  /** What may fail in any way. */
  interface Deed {
    void run() throws Exception;
  }

  Work(String name, int threads, int waiting, Answers answers) {
    this.answers = answers;
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(waiting),
            Threads.named(name));
    pool.allowCoreThreadTimeOut(true);
  }

  /** False when there is too much to do already; then nothing is done. */
  boolean offer(Asker asker, String what, Deed deed) {
    return offer(asker, what, null, deed);
  }

  /**
   * @param run that it is about, for the log; as typed, or null
   */
  boolean offer(Asker asker, String what, String run, Deed deed) {
    try {
      pool.execute(() -> logged(run, () -> answered(asker, what, deed)));
      return true;
    } catch (RejectedExecutionException e) {
      LOG.warn("too much to do, {} by {} put off", what, asker.user());
      return false;
    }
  }

  /** Has what is logged meanwhile say the run's id. */
  static void logged(String run, Runnable work) {
    if (run == null || !RUN.matcher(run).matches()) {
      work.run();
      return;
    }
    try (var said = MDC.putCloseable("run", run)) {
      work.run();
    }
  }

  private void answered(Asker asker, String what, Deed deed) {
    try {
      deed.run();
    } catch (Refused refused) {
      answers.tell(asker, Answers.words(refused));
    } catch (Exception | LinkageError e) {
      answers.tell(asker, broken(what, e));
    }
  }

  /** Logs a failure under a short reference, and says so without telling its inside. */
  static String broken(String what, Throwable failure) {
    String reference =
        Long.toString(RANDOM.nextLong(36L * 36 * 36 * 36 * 36, 36L * 36 * 36 * 36 * 36 * 36), 36);
    LOG.error("[{}] {} failed", reference, what, failure);
    return "That did not work, and it is not your fault. Whoever runs Drydock finds it in its log under `"
        + reference
        + "`.";
  }

  /** Lets what was acknowledged be answered, for a while. */
  @Override
  public void close() {
    pool.shutdown();
    await(PATIENCE);
    kill();
  }

  /** Ends at once, as if the process had died. */
  void kill() {
    pool.shutdownNow();
    await(Duration.ofSeconds(1));
  }

  private void await(Duration atMost) {
    try {
      if (!pool.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("{} asked for is not done after {}", pool.getActiveCount(), atMost);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
