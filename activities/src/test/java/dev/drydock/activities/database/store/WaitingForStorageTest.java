package dev.drydock.activities.database.store;

import static dev.drydock.activities.database.store.TestStores.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.workflows.config.BackupConfig;
import io.temporal.activity.ActivityInterface;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An activity whose storage is away lives, and ends when it is to end. */
@Timeout(60)
class WaitingForStorageTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path room;
  private final CompletableFuture<Void> beat = new CompletableFuture<>();
  private final CountDownLatch mayGoOn = new CountDownLatch(1);
  private TestActivityEnvironment activities;

  /** Any work of an activity. */
  @ActivityInterface
  public interface Work {
    void run();
  }

  @BeforeEach
  void environment() {
    activities = TestActivityEnvironment.newInstance();
    activities.setActivityHeartbeatListener(Void.class, details -> beat.complete(null));
  }

  @AfterEach
  void end() {
    activities.close();
  }

  private CompletableFuture<Void> running(Work work) {
    activities.registerActivitiesImplementations(work);
    return CompletableFuture.runAsync(activities.newActivityStub(Work.class)::run);
  }

  private BackupStore away() throws Exception {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Stores(TestStores.SECRETS, LONG)
          .of(
              new BackupConfig(
                  "auto",
                  room.toString(),
                  1,
                  1,
                  BackupConfig.RETENTION,
                  S3Server.config("backups", "away", closed.getLocalPort())));
    }
  }

  @Test
  void whoWaitsForItGivesSignsOfLifeAndCanBeCanceled() throws Exception {
    BackupStore store = away();
    CompletableFuture<Void> work = running(() -> store.begin(NAME));
    await().until(beat::isDone);
    assertThat(work).isNotDone();
    activities.requestCancelActivity();
    assertThatThrownBy(work::join).hasRootCauseInstanceOf(CanceledFailure.class);
    assertThat(room).isEmptyDirectory();
  }

  /** Its storage answers at last, and another attempt is at work by then. */
  @Test
  void anAttemptThatIsOverBeginsNothing() {
    BackupStore store = new DirectoryStore(room);
    CompletableFuture<Void> work =
        running(
            () -> {
              await().until(() -> mayGoOn.getCount() == 0);
              store.begin(NAME);
            });
    activities.requestCancelActivity();
    mayGoOn.countDown();
    assertThatThrownBy(work::join).hasRootCauseInstanceOf(CanceledFailure.class);
    assertThat(room).isEmptyDirectory();
  }

  /** What is cleared away in an activity that is canceled is cleared away. */
  @Test
  void whatIsDoneToEndWellIsDoneInACanceledActivityToo() throws Exception {
    try (S3Server server = S3Server.start()) {
      S3 once =
          new S3(
                  server.config("canceled"),
                  new S3Clients().of(server.config("canceled"), TestStores.SECRETS),
                  LONG)
              .hurried();
      CompletableFuture<Boolean> found = new CompletableFuture<>();
      activities.requestCancelActivity();
      CompletableFuture<Void> work =
          running(() -> found.complete(once.list("canceled/").isEmpty()));
      work.join();
      assertThat(found).isCompletedWithValue(true);
    }
  }
}
