package dev.drydock.activities.database.postgres;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A process and those that it starts. Asked to end, a client program of PostgreSQL ends its workers
 * and cancels what the server does for them. Killed, it leaves them behind: they work on, and hold
 * its output open.
 */
final class ProcessTree {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

  private final Process leader;
  private final Set<ProcessHandle> workers = ConcurrentHashMap.newKeySet();

  ProcessTree(Process leader) {
    this.leader = leader;
  }

  /** To be called now and then: those of a leader that has died are found no more. */
  void look() {
    leader.descendants().forEach(workers::add);
  }

  /** Asks all to end, and kills those that do not; nothing where all have ended. */
  void end() {
    look();
    leader.destroy();
    workers.forEach(ProcessHandle::destroy);
    if (!haveEnded()) {
      look();
      workers.forEach(ProcessHandle::destroyForcibly);
      leader.destroyForcibly();
    }
  }

  private boolean haveEnded() {
    CompletableFuture<?>[] ends =
        Stream.concat(Stream.of(leader.toHandle()), workers.stream())
            .map(ProcessHandle::onExit)
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(ends).get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
