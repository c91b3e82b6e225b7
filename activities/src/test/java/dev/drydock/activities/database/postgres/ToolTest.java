package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.workflows.config.Secrets;
import io.temporal.activity.ActivityInterface;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client program with a worker, as {@code pg_dump --jobs} has them. */
@Timeout(90)
class ToolTest {
  private static final String WITH_WORKER = "sleep 300 & echo $! > %s/new; mv %s/new %s/worker; ";
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final AtomicBoolean isAskedToEnd = new AtomicBoolean();
  private TestActivityEnvironment activities;
  private ProcessHandle worker;

  /** Any work of an activity. */
  @ActivityInterface
  public interface Work {
    void run();
  }

  @BeforeEach
  void environment() {
    activities = TestActivityEnvironment.newInstance();
  }

  @AfterEach
  void end() {
    activities.close();
    if (worker != null) {
      worker.destroyForcibly();
    }
  }

  private void tool(String script, Runnable eachSecond) {
    new Tool(new Connections(TestPostgres.SECRETS), TestApps.keeper(5432, directory))
        .run(List.of("sh", "-c", script), eachSecond);
  }

  private static void nothing() {}

  private CompletableFuture<Void> inAnActivity(String script) {
    activities.registerActivitiesImplementations((Work) () -> tool(script, ToolTest::nothing));
    return CompletableFuture.runAsync(activities.newActivityStub(Work.class)::run);
  }

  private String withWorker() {
    return WITH_WORKER.replace("%s", directory.toString());
  }

  private void awaitWorker() throws Exception {
    Path file = directory.resolve("worker");
    await().atMost(SOON).until(() -> Files.exists(file));
    worker = ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }

  private void isCanceled(CompletableFuture<Void> work) throws Exception {
    awaitWorker();
    activities.requestCancelActivity();
    assertThatThrownBy(() -> work.get(60, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(CanceledFailure.class);
    await().atMost(SOON).until(() -> !worker.isAlive());
  }

  @Test
  void aToolIsAskedToEndSoThatItMayCancelWhatTheServerDoes() throws Exception {
    Path asked = directory.resolve("asked");
    isCanceled(inAnActivity("trap 'touch " + asked + "; exit 1' TERM; " + withWorker() + "wait"));
    assertThat(asked).exists();
  }

  @Test
  void oneThatDoesNotHeedItIsKilledWithItsWorkers() throws Exception {
    isCanceled(inAnActivity("trap '' TERM; " + withWorker() + "while :; do sleep 1; done"));
  }

  /** As for want of memory; the worker holds its output open. */
  @Test
  void theWorkersOfOneThatWasKilledEndToo() throws Exception {
    CompletableFuture<Void> work =
        CompletableFuture.runAsync(
            () -> tool(withWorker() + "sleep 5; echo half done; kill -9 $$", ToolTest::nothing));
    awaitWorker();
    assertThatThrownBy(() -> work.get(60, TimeUnit.SECONDS)).hasMessageContaining("half done");
    await().atMost(SOON).until(() -> !worker.isAlive());
  }

  /** The password is where the API server is, and that is away. */
  @Test
  void whatTellsHowFarItIsDoesNotEndIt() {
    CountDownLatch told = new CountDownLatch(2);
    Runnable away =
        () -> {
          told.countDown();
          throw new Secrets.Missing("the API server does not answer");
        };
    assertThatCode(() -> tool("sleep 4", away)).doesNotThrowAnyException();
    assertThat(told.getCount()).as("it is tried again").isZero();
  }

  /** A class that cannot be loaded, as where the disk has failed. */
  @Test
  void norDoesAnError() {
    CountDownLatch told = new CountDownLatch(2);
    Runnable lost =
        () -> {
          told.countDown();
          throw new NoClassDefFoundError("dev/drydock/Lost");
        };
    assertThatCode(() -> tool("sleep 4", lost)).doesNotThrowAnyException();
    assertThat(told.getCount()).as("it is tried again").isZero();
  }

  /** The host of the database is away, and a look takes a minute. */
  @Test
  void whatTellsHowFarItIsHoldsNobodyUp() throws Exception {
    CountDownLatch isOver = new CountDownLatch(1);
    Runnable hangs =
        () -> {
          try {
            isOver.await();
          } catch (InterruptedException e) {
            isAskedToEnd.set(true);
          }
        };
    tool("sleep 2", hangs);
    await().atMost(SOON).untilTrue(isAskedToEnd);
  }
}
