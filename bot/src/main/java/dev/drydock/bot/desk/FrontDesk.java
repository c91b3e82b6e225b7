package dev.drydock.bot.desk;

import dev.drydock.workflows.Abort;
import dev.drydock.workflows.Attributes;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.Resume;
import dev.drydock.workflows.TaskQueues;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.Apps;
import io.grpc.Context;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.codec.PayloadCodecException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what people ask to Temporal, and answers from the ledger. Each call to Temporal has a
 * deadline, so that an absent worker never holds up Slack's three seconds; every refusal of a
 * decision is written to the ledger. Safe for many threads.
 */
public final class FrontDesk implements Desk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDesk.class);
  private static final Duration BEGIN_LIMIT = Duration.ofSeconds(20);
  private static final Duration PLAN_LIMIT = Limits.DEFAULT.maintenancePod().plusMinutes(1);
  private final WorkflowClient temporal;
  private final RunBook book;
  private final Apps apps;
  private final Requests requests;
  private final Rights rights;
  private final Duration deadline;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "desk-deadlines");
            thread.setDaemon(true);
            return thread;
          });

  /** Where nobody is named. */
  public FrontDesk(WorkflowClient temporal, RunBook book, Apps apps, Duration deadline) {
    this(temporal, book, apps, new People(Map.of()), deadline);
  }

  /**
   * @param deadline of each call to Temporal
   */
  public FrontDesk(
      WorkflowClient temporal, RunBook book, Apps apps, People people, Duration deadline) {
    this.temporal = temporal;
    this.book = book;
    this.apps = apps;
    this.requests = new Requests(apps);
    this.rights = new Rights(apps, people);
    this.deadline = deadline;
  }

  /**
   * Starts a run.
   *
   * @param channel Slack channel for the card, or null for the configured one
   * @return the Temporal run id, by which {@link RunBook#byExecution} finds the run as soon as the
   *     ledger has it
   * @throws Refused unknown app, somebody who may not ask, a version that is not one or not
   *     allowed, or a run on that database is open
   */
  @Override
  public String start(String app, String version, Caller caller, String channel) {
    MigrationRequest request = requests.of(app, version, caller, channel);
    WorkflowStub stub =
        temporal.newUntypedWorkflowStub(
            "Migration",
            WorkflowOptions.newBuilder()
                .setWorkflowId(request.database().workflowId())
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .setStaticSummary(app + " to " + version + ", asked by " + caller.person())
                .setTypedSearchAttributes(
                    SearchAttributes.newBuilder()
                        .set(Attributes.APP, app)
                        .set(Attributes.VERSION, version)
                        .set(Attributes.REQUESTER, caller.person())
                        .set(Attributes.DATABASE, request.database().toString())
                        .build())
                .build());
    try {
      return inTime(() -> stub.start(request)).getRunId();
    } catch (WorkflowExecutionAlreadyStarted e) {
      throw busy(request);
    }
  }

  /**
   * Computes a plan and touches nothing. Takes as long as the plan takes: not under Slack's three
   * seconds.
   *
   * @throws Refused also when no worker has begun it after 20 s
   */
  @Override
  public Plan plan(String app, String version, Caller caller) {
    MigrationRequest request = requests.of(app, version, caller, null);
    WorkflowStub stub =
        temporal.newUntypedWorkflowStub(
            "Preview",
            WorkflowOptions.newBuilder()
                .setWorkflowId("plan " + app + " " + version + " " + UUID.randomUUID())
                .setTaskQueue(TaskQueues.WORKFLOWS)
                .setWorkflowExecutionTimeout(PLAN_LIMIT)
                .setStaticSummary("plan of " + app + " to " + version + " for " + caller.person())
                .build());
    String id = inTime(() -> stub.start(request)).getWorkflowId();
    try {
      return planned(stub, id);
    } catch (WorkflowFailedException e) {
      throw new Refused(rootMessage(e), "");
    } catch (WorkflowServiceException e) {
      throw new Refused(
          Refused.Kind.UNREACHABLE, "Temporal went away meanwhile; nothing was touched.", "");
    } catch (TimeoutException e) {
      throw new Refused(
          Refused.Kind.UNREACHABLE,
          "The plan did not come in " + PLAN_LIMIT.toMinutes() + " min; nothing was touched.",
          "");
    }
  }

  private Plan planned(WorkflowStub stub, String id) throws TimeoutException {
    try {
      return stub.getResult(BEGIN_LIMIT.toSeconds(), TimeUnit.SECONDS, Plan.class);
    } catch (TimeoutException e) {
      if (!inTime(() -> hasBegun(id))) {
        throw new Refused(
            Refused.Kind.UNREACHABLE,
            "No worker has begun the plan in "
                + BEGIN_LIMIT.toSeconds()
                + " s: does drydock serve run? Nothing was touched.",
            "");
      }
      return stub.getResult(PLAN_LIMIT.toSeconds(), TimeUnit.SECONDS, Plan.class);
    }
  }

  private boolean hasBegun(String id) {
    return temporal.fetchHistory(id).getEvents().stream()
        .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);
  }

  /**
   * Approves or rejects at the gate that is open now.
   *
   * @param digest the gate's digest as the person was shown it, or its eight-letter code
   * @throws Refused with the reason, which then stands in the ledger
   */
  @Override
  public Receipt decide(String run, String digest, boolean approve, String reason, Caller caller) {
    String what = approve ? "approve" : "reject";
    return recorded(
        run,
        what,
        caller,
        () -> {
          RunView view = known(run);
          GateView gate =
              view.openGate()
                  .orElseThrow(
                      () ->
                          new Refused(
                              "Run " + view.run() + " is not waiting at a gate.",
                              "status " + view.run()));
          if (!matches(gate.digest(), digest)) {
            throw new Refused(
                "The plan of " + view.run() + " is not the one you were shown.",
                "status " + view.run());
          }
          if (approve) {
            refuseUnlessRead(view);
            rights.requireAnother(view, gate, caller.person());
          }
          Decision decision =
              new Decision(
                  view.run(),
                  gate.execution(),
                  gate.policy().before(),
                  gate.digest(),
                  approve,
                  caller.person(),
                  caller.groups(),
                  caller.source(),
                  reason);
          return update(view, "decide", decision);
        });
  }

  /** Nobody can have read here what is to be approved. */
  private static void refuseUnlessRead(RunView view) {
    if (!view.isRead()) {
      throw new Refused("Run " + view.run() + " " + RunView.UNREADABLE + ". Approve it there.", "");
    }
  }

  /**
   * Stops a run before its point of no return; everything done is put back.
   *
   * @throws Refused with the reason, which then stands in the ledger
   */
  @Override
  public Receipt abort(String run, String reason, Caller caller) {
    return recorded(
        run,
        "abort",
        caller,
        () -> {
          RunView view = known(run);
          Abort abort =
              new Abort(view.run(), caller.person(), caller.source(), reason, caller.groups());
          rights.requireMayAbort(view, abort);
          return update(view, "abort", abort);
        });
  }

  /**
   * Tries a failed undo again.
   *
   * @throws Refused with the reason, which then stands in the ledger
   */
  @Override
  public Receipt resume(String run, boolean keepNew, String discard, Caller caller) {
    return recorded(
        run,
        "resume",
        caller,
        () -> {
          RunView view = known(run);
          Resume resume =
              new Resume(
                  view.run(), caller.person(), caller.source(), keepNew, discard, caller.groups());
          rights.requireMayResume(view, resume);
          return update(view, "resume", resume);
        });
  }

  /** A run by its id, or else the newest of an app by that name. */
  @Override
  public RunView known(String runOrApp) {
    return book.find(runOrApp)
        .or(() -> book.newestOf(runOrApp))
        .orElseThrow(
            () ->
                new Refused(
                    Refused.Kind.WRONG,
                    "There is no run " + Requests.quoted(runOrApp) + ".",
                    "list"));
  }

  @Override
  public RunBook book() {
    return book;
  }

  @Override
  public Apps apps() {
    return apps;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private Refused busy(MigrationRequest request) {
    Optional<RunView> holder =
        book.open().stream()
            .filter(view -> view.database().equals(request.database()))
            // a run that was terminated in Temporal never closed; the newest is the one that holds
            // it
            .reduce((older, newer) -> newer);
    String who =
        holder
            .map(
                view ->
                    "run "
                        + view.run()
                        + " ("
                        + view.app()
                        + " to "
                        + view.request().version()
                        + ")")
            .orElse("another run");
    return new Refused(
        "Database "
            + request.database().name()
            + " is held by "
            + who
            + "; one run at a time works on a database.",
        holder.map(view -> "status " + view.run()).orElse("list"));
  }

  private Receipt update(RunView view, String name, Object argument) {
    WorkflowStub stub = temporal.newUntypedWorkflowStub(view.workflowId());
    try {
      return inTime(() -> stub.update(name, Receipt.class, argument));
    } catch (WorkflowUpdateException e) {
      throw new Refused(rootMessage(e), "status " + view.run());
    } catch (WorkflowNotFoundException e) {
      throw new Refused("Run " + view.run() + " is over.", "status " + view.run());
    }
  }

  private <T> T inTime(Callable<T> call) {
    try (Context.CancellableContext context =
        Context.current().withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS, timer)) {
      return context.call(call);
    } catch (WorkflowServiceException | io.grpc.StatusRuntimeException e) {
      if (e instanceof WorkflowExecutionAlreadyStarted
          || e instanceof WorkflowUpdateException
          || e instanceof WorkflowNotFoundException) {
        throw e;
      }
      if (isTooLong(e)) {
        throw new Refused(
            Refused.Kind.WRONG, "That is too long to be sent to Temporal; say it shorter.", "");
      }
      throw new Refused(
          Refused.Kind.UNREACHABLE,
          "Temporal did not answer in "
              + deadline.toSeconds()
              + " s. This may still come to count: look at the card, and try again if it does not.",
          "");
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refused on this side by the guard of every client: a server would end the run for it. */
  private static boolean isTooLong(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof PayloadCodecException) {
        return true;
      }
    }
    return false;
  }

  private Receipt recorded(String run, String what, Caller caller, Supplier<Receipt> deed) {
    try {
      return deed.get();
    } catch (Refused refused) {
      if (refused.kind() != Refused.Kind.UNREACHABLE) { // that one may still come to count
        book.find(run).ifPresent(view -> tell(refusal(view, what, caller, refused)));
      }
      throw refused;
    }
  }

  /** Nothing counted; that the ledger does not hear of it is no reason to tell the person less. */
  private void tell(Refusal refusal) {
    try {
      book.refused(refusal);
    } catch (RuntimeException e) {
      LOG.warn("a refusal of {} does not stand in the ledger", refusal.run(), e);
    }
  }

  private static Refusal refusal(RunView view, String what, Caller caller, Refused refused) {
    return new Refusal(view.run(), caller.person(), caller.source(), what, refused.getMessage());
  }

  private static boolean matches(String digest, String shown) {
    return digest.equals(shown)
        || dev.drydock.workflows.Digest.code(digest).equalsIgnoreCase(shown);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof ApplicationFailure told
        ? told.getOriginalMessage()
        : String.valueOf(root.getMessage());
  }
}
