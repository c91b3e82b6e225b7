package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import io.temporal.activity.ActivityInterface;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long work gives signs of life and has really ended when its activity has. */
@Timeout(60)
class CanceledWorkTest extends WithPostgres {
  private static final long SPARSE_BYTES = 40L << 30;
  @TempDir Path directory;
  private TestActivityEnvironment activities;

  /** Any work of an activity. */
  @ActivityInterface
  public interface Long {
    void run();
  }

  @BeforeEach
  void environment() throws Exception {
    postgres.freshKeeper();
    activities = TestActivityEnvironment.newInstance();
  }

  @AfterEach
  void end() {
    activities.close();
  }

  private CompletableFuture<Void> running(Long work) {
    activities.registerActivitiesImplementations(work);
    return CompletableFuture.runAsync(activities.newActivityStub(Long.class)::run);
  }

  @Test
  void aStatementDoesNotRunOnInTheServer() throws Exception {
    AppConfig app = TestApps.keeper(postgres.port(), directory);
    Connections connections = new Connections(TestPostgres.SECRETS);
    CompletableFuture<Void> work =
        running(
            () ->
                connections.longIn(app, "keeper", c -> Sql.text(c, "SELECT pg_sleep(300)::text")));
    await().until(() -> sleeping() == 1);
    activities.requestCancelActivity();
    assertThatThrownBy(work::join).hasRootCauseInstanceOf(CanceledFailure.class);
    await().atMost(Duration.ofSeconds(5)).until(() -> sleeping() == 0);
  }

  /** The pass is closed when the activity may not do anything any more. */
  @Test
  void aPassThroughTheFenceIsClosedAndDoesNotHideThatItWasCanceled() throws Exception {
    AppConfig app = TestApps.keeper(postgres.port(), directory);
    MemoryJournal journal = new MemoryJournal();
    PostgresDatabases databases =
        new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(directory));
    databases.claim(app, "keeper-41");
    databases.fence(app, "keeper-41");
    CompletableFuture<Void> work =
        running(
            () -> {
              try (Fences.Pass pass = databases.letIn(app, "keeper-41")) {
                new Connections(TestPostgres.SECRETS)
                    .longIn(app, "keeper", c -> Sql.text(c, "SELECT pg_sleep(300)::text"));
              }
            });
    await().until(() -> sleeping() == 1);
    activities.requestCancelActivity();
    assertThatThrownBy(work::join).hasRootCauseInstanceOf(CanceledFailure.class);
    assertThatThrownBy(() -> postgres.application("SELECT 1"))
        .hasMessageContaining("not currently accepting connections");
    databases.release(app, "keeper-41");
  }

  @Test
  void theChecksumOfALargeDumpGivesSignsOfLifeAndCanBeCanceled() throws Exception {
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("large.dat").toFile(), "rw")) {
      file.setLength(SPARSE_BYTES);
    }
    CompletableFuture<Void> beat = new CompletableFuture<>();
    activities.setActivityHeartbeatListener(Void.class, details -> beat.complete(null));
    CompletableFuture<Void> work = running(() -> checksum(directory));
    beat.join();
    assertThat(work).isNotDone();
    activities.requestCancelActivity();
    assertThatThrownBy(work::join).hasRootCauseInstanceOf(CanceledFailure.class);
  }

  private static void checksum(Path of) {
    try {
      DumpDirectory.files(of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sleeping() throws Exception {
    return postgres
        .query(
            "postgres",
            "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(300)%'"
                + " AND pid <> pg_backend_pid()")
        .size();
  }
}
