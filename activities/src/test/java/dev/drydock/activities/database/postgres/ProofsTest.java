package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.ledger.LedgerPool;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import io.temporal.activity.ActivityInterface;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A moment is held while others write on, by whoever reads it, and is missed where that one dies.
 */
class ProofsTest extends WithPostgres {
  private static final String RUN = "keeper-41";

  /** Any work of an activity. */
  @ActivityInterface
  public interface Work {
    void run();
  }

  @TempDir Path directory;
  private final SlowJournal journal = new SlowJournal();
  private AppConfig app;
  private PostgresDatabases databases;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    databases = worker();
    databases.claim(app, RUN);
  }

  @AfterEach
  void letGo() {
    journal.may.countDown();
    databases.close();
  }

  private PostgresDatabases worker() {
    return new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in());
  }

  private void baseline() {
    try (Fences.Pass pass = databases.letIn(app, RUN)) {
      databases.baseline(app, RUN);
    }
  }

  @Test
  void usersAreLetInAndWriteWhileTheMarkIsRead() throws Exception {
    databases.fence(app, RUN);
    baseline();
    assertThatThrownBy(() -> postgres.connect("keeper", "keeper", "keeper-secret"))
        .hasMessageContaining("not currently accepting connections");
    databases.unfence(app, RUN);
    postgres.application("INSERT INTO plain VALUES (1000, 1)", "SELECT nextval('free')");
    assertThat(worker().proofs().isHeld(app, RUN, Proofs.Kind.BASELINE))
        .as("seen by another worker")
        .isTrue();
    try (Connection user = postgres.connect("keeper", "keeper", "keeper-secret")) {
      Sql.run(user, "SET lock_timeout = '200ms'");
      assertThatThrownBy(() -> Sql.run(user, "TRUNCATE document"))
          .as("the snapshot would show it empty")
          .hasMessageContaining("lock timeout");
    }
    journal.may.countDown();
    assertThat(databases.writtenSince(app, RUN).orElseThrow().lines(100))
        .containsExactly("public.plain: 1 row added", "sequence public.free: 7 was given out");
  }

  /** It restarts just when the mark is read, and users are back. */
  @Test
  void aLedgerThatIsAwayForAMomentLosesNoMark() throws Exception {
    databases.fence(app, RUN);
    journal.awayFor.set(2);
    baseline();
    databases.unfence(app, RUN);
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    journal.may.countDown();
    assertThat(databases.writtenSince(app, RUN).orElseThrow().tables())
        .containsExactly("public.plain: 1 added");
    assertThat(journal.awayFor.get()).as("it was away").isNegative();
  }

  /** As where it is taken again before users are let in. */
  @Test
  @Timeout(60)
  void whoWaitsForTheLocksOfAMarkCanBeCanceled() throws Exception {
    databases.fence(app, RUN);
    CompletableFuture<Void> beat = new CompletableFuture<>();
    TestActivityEnvironment activities = TestActivityEnvironment.newInstance();
    activities.setActivityHeartbeatListener(Void.class, details -> beat.complete(null));
    activities.registerActivitiesImplementations((Work) () -> databases.baseline(app, RUN));
    try (Fences.Pass pass = databases.letIn(app, RUN);
        Connection tool = postgres.tool(RUN)) {
      tool.setAutoCommit(false);
      Sql.run(tool, "LOCK TABLE plain");
      CompletableFuture<Void> work =
          CompletableFuture.runAsync(activities.newActivityStub(Work.class)::run);
      await().until(beat::isDone);
      activities.requestCancelActivity();
      assertThatThrownBy(work::join).hasRootCauseInstanceOf(CanceledFailure.class);
      tool.rollback();
    } finally {
      activities.close();
    }
  }

  @Test
  void aMarkThatWasLostIsTakenAgainWhileNobodyHasWritten() throws Exception {
    databases.fence(app, RUN);
    journal.isBroken = true;
    baseline();
    lost(Proofs.Kind.BASELINE);
    journal.isBroken = false;
    databases.keepBaseline(app, RUN);
    Optional<Fingerprint> kept = databases.proofs().await(app, RUN, Proofs.Kind.BASELINE);
    databases.keepBaseline(app, RUN);
    assertThat(databases.proofs().await(app, RUN, Proofs.Kind.BASELINE))
        .isEqualTo(kept)
        .isPresent();
    databases.unfence(app, RUN);
    assertThat(databases.writtenSince(app, RUN)).isEmpty();
  }

  @Test
  void withoutItsMarkWhatIsThereCountsAsWritten() throws Exception {
    databases.fence(app, RUN);
    journal.isBroken = true;
    baseline();
    lost(Proofs.Kind.BASELINE);
    databases.unfence(app, RUN);
    Discard all = databases.writtenSince(app, RUN).orElseThrow();
    assertThat(all.lines(9)).singleElement().asString().contains("cannot be told");
    assertThat(all.location()).contains("database keeper_failed_41");
    assertThat(databases.writtenSince(app, RUN).orElseThrow().code())
        .as("a person agrees to lose exactly this")
        .isEqualTo(all.code());
  }

  /** A person said that the new version stays, and it came up no better. */
  @Test
  void onceUsersWereLetInNoneIsTakenAgain() throws Exception {
    databases.fence(app, RUN);
    databases.keepBaseline(app, RUN);
    journal.isBroken = true;
    baseline();
    lost(Proofs.Kind.BASELINE);
    journal.isBroken = false;
    databases.unfence(app, RUN);
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThat(databases.writtenSince(app, RUN)).as("cannot be told").isPresent();
    databases.keepBaseline(app, RUN);
    databases.unfence(app, RUN);
    assertThat(databases.writtenSince(app, RUN)).as("cannot be told").isPresent();
  }

  /** Its worker stood still, another one went on, and users are back. */
  @Test
  void aLateAttemptTakesNone() throws Exception {
    databases.fence(app, RUN);
    baseline();
    databases.unfence(app, RUN);
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThatThrownBy(() -> databases.baseline(app, RUN)).hasMessageContaining("has no fence");
    journal.may.countDown();
    assertThat(databases.writtenSince(app, RUN).orElseThrow().lines(100))
        .containsExactly("public.plain: 1 row added");
  }

  @Test
  void theUpgradeDoesNotWaitForTheSealedCopyToBeRead() throws Exception {
    String before = databases.fingerprint(app).digest();
    databases.fence(app, RUN);
    Seal seal = databases.seal(app, RUN, CopyKeeping.METHOD, TestApps.QUIET);
    postgres.tool(databases, app, RUN, "DELETE FROM build");
    assertThatThrownBy(() -> postgres.connect("keeper_drydock_41", "keeper", "keeper-secret"))
        .hasMessageContaining("not currently accepting connections");
    journal.may.countDown();
    assertThat(databases.putBack(app, RUN, seal, TestApps.QUIET).sealed().digest())
        .isEqualTo(before);
  }

  @Test
  void aSealedCopyWhoseReaderDiedIsReadOnTheWayBack() throws Exception {
    String before = databases.fingerprint(app).digest();
    databases.fence(app, RUN);
    journal.isBroken = true;
    Seal seal = databases.seal(app, RUN, CopyKeeping.METHOD, TestApps.QUIET);
    lost(Proofs.Kind.SEAL);
    journal.isBroken = false;
    postgres.tool(databases, app, RUN, "DELETE FROM build");
    assertThat(worker().sealed(app, RUN, seal).orElseThrow().digest()).isEqualTo(before);
    assertThatThrownBy(() -> postgres.connect("keeper_drydock_41", "keeper", "keeper-secret"))
        .hasMessageContaining("not currently accepting connections");
    assertThat(databases.putBack(app, RUN, seal, TestApps.QUIET).sealed().digest())
        .isEqualTo(before);
  }

  private void lost(Proofs.Kind kind) {
    journal.may.countDown();
    await().until(() -> !databases.proofs().isHeld(app, RUN, kind));
    assertThat(databases.proofs().await(app, RUN, kind)).isEmpty();
  }

  /** What is read is not kept before it may be, and never where the ledger is away. */
  private static final class SlowJournal extends MemoryJournal {
    private final CountDownLatch may = new CountDownLatch(1);
    private final AtomicInteger awayFor = new AtomicInteger();
    private volatile boolean isBroken;

    @Override
    public Artifact keep(String kind, byte[] content) {
      if (kind.equals("proof")) {
        awaitMay();
        if (awayFor.getAndDecrement() > 0) {
          throw new LedgerPool.LedgerFailure("it is away", null);
        }
        if (isBroken) {
          throw new IllegalStateException("the worker died");
        }
      }
      return super.keep(kind, content);
    }

    private void awaitMay() {
      try {
        may.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
