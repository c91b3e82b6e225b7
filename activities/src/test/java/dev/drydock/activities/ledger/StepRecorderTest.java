package dev.drydock.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.drydock.activities.database.postgres.TestPostgres;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import dev.drydock.workflows.book.StepStarted;
import dev.drydock.workflows.config.Scrub;
import dev.drydock.workflows.config.SecretRef;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recorder on a real worker: what it writes, and what never leaves it. */
class StepRecorderTest {
  private static final String QUEUE = "recorder";
  private static TestPostgres postgres;
  private static LedgerPool pool;
  private static final Scrub SCRUB = new Scrub();
  private static PostgresLedger ledger;
  private static PostgresRunBook book;

  private TestWorkflowEnvironment temporal;
  private String run;

  /** A deed whose input says what becomes of it. */
  @ActivityInterface(namePrefix = "Test.")
  public interface Deed {
    String act(In in);

    record In(StepRef ref, String how) {}
  }

  @WorkflowInterface
  public interface OneDeed {
    @WorkflowMethod
    String run(Deed.In in);
  }

  public static final class OneDeedImpl implements OneDeed {
    private final Deed deed =
        Workflow.newActivityStub(
            Deed.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofSeconds(20))
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
                .build());

    @Override
    public String run(Deed.In in) {
      return deed.act(in);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    postgres = TestPostgres.start();
    LedgerSchema.update(postgres.ledger(), TestPostgres.SECRETS);
    pool = LedgerPool.writer(postgres.ledger(), TestPostgres.SECRETS);
    ledger = new PostgresLedger(pool, SCRUB);
    book = new PostgresRunBook(pool, SCRUB);
  }

  @AfterAll
  static void stop() throws Exception {
    pool.close();
    postgres.close();
  }

  @BeforeEach
  void worker() {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new StepRecorder(ledger, SCRUB, "drydock 7"))
                        .build())
                .build());
    Worker worker = temporal.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(OneDeedImpl.class);
    worker.registerActivitiesImplementations((Deed) StepRecorderTest::act);
    temporal.start();
    run =
        ledger.open(
            new LedgerActivities.Open(
                new MigrationRequest(
                    "keeper", "1", new DatabaseId("h", 1, "rec"), "ana", Source.CLI, null),
                "w",
                UUID.randomUUID().toString()));
  }

  @AfterEach
  void end() {
    temporal.close();
  }

  private static String act(Deed.In in) {
    return switch (in.how()) {
      case "well" -> "result";
      case "bulk" -> "x".repeat(70_000);
      case "for good" -> throw Failures.stepFailed("login postgres://u:hunter2@db failed");
      case "known" ->
          throw new IllegalStateException("x", new RuntimeException("got drydock-secret back"));
      default -> throw new IllegalStateException("no luck,\nPGPASSWORD=hunter2 refused");
    };
  }

  private String deed(String ofRun, String how) {
    OneDeed stub =
        temporal
            .getWorkflowClient()
            .newWorkflowStub(
                OneDeed.class, WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build());
    Deed.In in = new Deed.In(new StepRef(ofRun, "keeper", Step.VERIFY, false), how);
    try {
      return stub.run(in);
    } finally {
      String id = io.temporal.client.WorkflowStub.fromTyped(stub).getExecution().getWorkflowId();
      WorkflowClient client = temporal.getWorkflowClient();
      assertThat(client.fetchHistory(id).toJson(false))
          .doesNotContain("hunter2")
          .doesNotContain("drydock-secret");
    }
  }

  private <T> List<T> facts(Event.Kind kind, Class<T> type) {
    return book.events(run).stream()
        .filter(event -> event.kind() == kind)
        .map(event -> event.as(type))
        .toList();
  }

  @Test
  void startAndEndAreWritten() {
    assertThat(deed(run, "well")).isEqualTo("result");
    StepStarted started = facts(Event.Kind.STEP_STARTED, StepStarted.class).get(0);
    assertThat(started.by()).startsWith("drydock 7 on ");
    assertThat(started).isEqualTo(new StepStarted(Step.VERIFY, false, "Test.Act", 1, started.by()));
    StepDone done = facts(Event.Kind.STEP_DONE, StepDone.class).get(0);
    assertThat(done.result().textValue()).isEqualTo("result");
    assertThat(done.took()).isLessThan(Duration.ofSeconds(20));
    assertThat(book.brokenLink(run)).isEmpty();
  }

  @Test
  void aPreviewIsNotWritten() {
    long before = book.newestSeq();
    assertThat(deed("", "well")).isEqualTo("result");
    assertThat(book.newestSeq()).isEqualTo(before);
  }

  @Test
  void eachAttemptIsWrittenInOneLine() {
    assertThatThrownBy(() -> deed(run, "unlucky")).isInstanceOf(RuntimeException.class);
    // that none follows an attempt cannot know for certain; the run's next line tells
    assertThat(facts(Event.Kind.STEP_FAILED, StepFailed.class))
        .extracting(StepFailed::attempt, StepFailed::error)
        .containsExactly(
            tuple(1, "no luck, PGPASSWORD=*** refused"),
            tuple(2, "no luck, PGPASSWORD=*** refused"));
    assertThat(facts(Event.Kind.STEP_FAILED, StepFailed.class)).allMatch(StepFailed::willRetry);
  }

  @Test
  void aFailureForGoodKeepsItsKindAndLosesItsSecret() {
    assertThatThrownBy(() -> deed(run, "for good"))
        .hasRootCauseMessage(
            "message='login postgres://u:***@db failed', type='StepFailed', nonRetryable=true");
    assertThat(facts(Event.Kind.STEP_FAILED, StepFailed.class))
        .extracting(StepFailed::willRetry)
        .containsExactly(false);
  }

  @Test
  void aSecretThisProcessWasGivenIsKnownAnywhere() {
    SCRUB.watching(TestPostgres.SECRETS).resolve(new SecretRef.Env("drydock"));
    assertThatThrownBy(() -> deed(run, "known")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void aResultTooLargeIsRefusedLoudly() {
    assertThatThrownBy(() -> deed(run, "bulk")).hasStackTraceContaining("is too large");
    assertThat(facts(Event.Kind.STEP_FAILED, StepFailed.class))
        .extracting(StepFailed::error)
        .allMatch(error -> error.contains("the result of Test.Act is too large"));
  }

  @Test
  void nothingIsDoneThatCannotBeWritten() {
    assertThatThrownBy(() -> deed("rec-999999", "well"))
        .hasStackTraceContaining("the ledger")
        .hasStackTraceContaining("LedgerFailure");
  }
}
