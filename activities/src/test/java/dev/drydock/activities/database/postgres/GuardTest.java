package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** It keeps others off, whatever is wrong with what it tells and what it asks. */
@Timeout(60)
class GuardTest extends WithFence {
  private void isEnded(Connection foreign) {
    await().until(() -> !foreign.isValid(1));
  }

  /** A line for the card waits for a ledger that hangs. */
  @Test
  void whoIsToldAndDoesNotReturnLetsNobodyStay() throws Exception {
    CountDownLatch isTold = new CountDownLatch(1);
    CountDownLatch isOver = new CountDownLatch(1);
    Fences.Seen hangs =
        new Fences.Seen() {
          @Override
          public void ended(String session) {}

          @Override
          public void waiting(String line) {
            isTold.countDown();
            try {
              isOver.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    databases.fence(app, RUN);
    try (Fences.Pass pass = databases.letIn(app, RUN, Set.of(), hangs);
        Connection holds = postgres.tool(RUN);
        Connection waits = postgres.tool(RUN)) {
      holds.setAutoCommit(false);
      waits.setAutoCommit(false);
      Sql.run(holds, "LOCK TABLE plain");
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Sql.run(waits, "LOCK TABLE plain");
                } catch (SQLException e) {
                  throw new CompletionException(e);
                }
              });
      isTold.await();
      try (Connection foreign = postgres.connect("keeper", "keeper", "keeper-secret")) {
        isEnded(foreign);
      } finally {
        holds.rollback();
        waiting.join();
      }
    } finally {
      isOver.countDown();
    }
  }

  /** A class that cannot be loaded, as where the disk has failed. */
  @Test
  void anErrorDoesNotEndIt() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    databases.fence(app, RUN);
    databases.letIn(app, RUN).leave();
    Guard.Tool ofAnother = new Guard.Tool(null, Databases.sessionName("keeper-42"), Set.of());
    Predicate<Mark> isOurs =
        mark -> {
          if (asked.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("dev/drydock/Lost");
          }
          return true;
        };
    try (Guard guard = new Guard(databases.connections(), app, true, ofAnother, isOurs)) {
      guard.start(Fences.Seen.NOTHING);
      try (Connection foreign = postgres.tool(RUN)) {
        isEnded(foreign);
      }
    }
    assertThat(asked.get()).isGreaterThan(1);
  }
}
