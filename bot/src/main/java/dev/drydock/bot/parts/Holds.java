package dev.drydock.bot.parts;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.HoldChanged;
import dev.drydock.activities.kubernetes.DeploymentLease;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.bot.cli.Office;
import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.AppConfig;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which runs hold apps' databases and Deployments, and how a person lets go of what one left. */
public final class Holds {
  private final Engines engines;
  private final Supplier<Cluster> cluster;
  private final Supplier<? extends Journal> journal;
  private final Supplier<RunBook> book;
  private final Supplier<WorkflowClient> temporal;
  private final Handwork handwork;

  /** Each part is asked for when it is needed. */
  public Holds(
      Engines engines,
      Supplier<Cluster> cluster,
      Supplier<? extends Journal> journal,
      Supplier<RunBook> book,
      Supplier<WorkflowClient> temporal,
      Handwork handwork) {
    this.engines = engines;
    this.cluster = cluster;
    this.journal = journal;
    this.book = book;
    this.temporal = temporal;
    this.handwork = handwork;
  }

  public Optional<Office.Hold> ofDatabase(AppConfig app) {
    String which = app.databaseId().toString();
    return engines.of(app).held(app).map(hold -> told(Office.Hold.Of.DATABASE, which, hold));
  }

  public Optional<Office.Hold> ofDeployment(AppConfig app) {
    String which = "Deployment " + app.deployment().namespace() + "/" + app.deployment().name();
    return lease(app).held().map(hold -> told(Office.Hold.Of.DEPLOYMENT, which, hold));
  }

  private DeploymentLease lease(AppConfig app) {
    return new DeploymentLease(cluster.get().client(), app, journal.get());
  }

  private Office.Hold told(Office.Hold.Of of, String which, Fences.Hold hold) {
    boolean isGoing = isGoing(hold.run(), hold.isOurs());
    return new Office.Hold(of, which, hold.id(), hold.run(), isGoing, hold.isOurs(), hold.words());
  }

  private boolean isGoing(String run, boolean isOurs) {
    return isOurs
        && book.get()
            .find(run)
            .filter(view -> view.outcome().isEmpty())
            .filter(this::isRunning)
            .isPresent();
  }

  /** The ledger does not hear of a run that somebody has terminated in Temporal. */
  private boolean isRunning(RunView run) {
    try {
      return temporal.get().newUntypedWorkflowStub(run.workflowId()).describe().getStatus()
          == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    } catch (WorkflowNotFoundException e) {
      return false;
    } catch (StatusRuntimeException e) {
      return true; // nobody can tell
    }
  }

  /**
   * Lets go of what a person was shown, once all of it is recorded.
   *
   * @return what this ledger has no run to record it with
   * @throws Refused where a run goes on, or another one holds it by now
   */
  public List<Office.Hold> letGo(AppConfig app, List<Office.Hold> shown, Caller by) {
    String again = "unfence " + app.name();
    for (Office.Hold hold : shown) {
      if (isGoing(hold.run(), hold.isOurs())) {
        throw new Refused(hold.told() + ", which goes on; nothing was let go", again);
      }
    }
    List<Office.Hold> unrecorded = recordAll(shown, by);
    String letGo = "";
    for (Office.Hold hold : shown) {
      try {
        breakOne(app, hold);
      } catch (HoldChanged e) {
        throw new Refused(e.getMessage() + letGo, again);
      }
      letGo = "; " + hold.which() + " was let go";
    }
    return unrecorded;
  }

  /**
   * @return those that it could not be done for
   */
  private List<Office.Hold> recordAll(List<Office.Hold> shown, Caller by) {
    List<Office.Hold> unrecorded = new ArrayList<>();
    for (Office.Hold hold : shown) {
      // a run of another ledger may have the name of one of this
      if (!hold.isOurs() || !handwork.record(hold.run(), by, "unfence", hold.told())) {
        unrecorded.add(hold);
      }
    }
    return unrecorded;
  }

  private void breakOne(AppConfig app, Office.Hold shown) {
    switch (shown.of()) {
      case DATABASE -> engines.of(app).breakHold(app, shown.id());
      case DEPLOYMENT -> lease(app).breakHold(shown.id());
    }
  }
}
