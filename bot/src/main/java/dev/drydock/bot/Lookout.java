package dev.drydock.bot;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks at one server outside again and again, so that who asks whether we are ready is answered at
 * once, also while that server hangs.
 */
final class Lookout implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final Duration TOO_OLD = Duration.ofSeconds(12);
  private final String server;
  private final ScheduledExecutorService thread;
  private volatile String trouble;
  private volatile long seenAt = System.nanoTime();

  /**
   * @param server its name, for people
   * @param look says what is wrong, empty when nothing is
   */
  Lookout(String server, Supplier<String> look) {
    this.server = server;
    this.trouble = server + " was not looked at yet";
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "lookout-" + server.replace(' ', '-'));
              made.setDaemon(true);
              return made;
            });
    var unused =
        thread.scheduleWithFixedDelay(() -> look(look), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Empty when the server answered well a moment ago. */
  String trouble() {
    Duration old = Duration.ofNanos(System.nanoTime() - seenAt);
    return old.compareTo(TOO_OLD) > 0
        ? server + " has not answered for " + old.toSeconds() + " s"
        : trouble;
  }

  private void look(Supplier<String> look) {
    try {
      trouble = look.get();
    } catch (RuntimeException e) {
      trouble = Passing.why(e).orElseGet(() -> server + ": " + e);
    }
    seenAt = System.nanoTime();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
