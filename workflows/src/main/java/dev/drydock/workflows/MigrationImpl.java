package dev.drydock.workflows;

import static dev.drydock.workflows.Outcome.UPGRADED;
import static dev.drydock.workflows.Step.BACKUP;
import static dev.drydock.workflows.Step.BRING_UP;
import static dev.drydock.workflows.Step.MAINTENANCE_POD;
import static dev.drydock.workflows.Step.PLAN;
import static dev.drydock.workflows.Step.REPORT;
import static dev.drydock.workflows.Step.SEAL;
import static dev.drydock.workflows.Step.TAKE_DOWN;
import static dev.drydock.workflows.Step.UPGRADE;
import static dev.drydock.workflows.Step.VERIFY;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions.Func;
import io.temporal.workflow.Functions.Proc;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The procedure. {@link #procedure()} read down is the way there; the right-hand sides read up are
 * the way back.
 *
 * <p>Only a {@link TemporalFailure} rolls back. A programming error fails the workflow task and
 * waits for a fixed worker: it must never restore a healthy database.
 */
public final class MigrationImpl implements Migration {
  private static final String TAKE_DOWN_NEW = "take the new version down, if it wrote nothing";

  /** Changes since the first version, for runs that were begun before them. */
  private static final String LOOK_AFTER_SEAL = "look-after-seal";

  private static final String BRING_UP_DETACHED = "bring-up-detached";
  private static final String EARLY_BEFORE_UPGRADE = "early-before-upgrade";
  private static final String ABORT_BEFORE_NO_RETURN = "abort-before-no-return";

  /** Twice, at 50 MB a second. */
  private static final long READ_IN_A_SECOND = 25_000_000;

  private final MigrationRequest request;
  private final Deeds deeds = new Deeds();
  private final Gates gates = new Gates(deeds);
  private final UndoStack undos = new UndoStack();
  private final Standing standing;
  private final CancellationScope forward = Workflow.newCancellationScope(this::procedure);
  private final List<String> done = new ArrayList<>();

  private Promise<AppActivities.StillDown> early = Workflow.newPromise(null);
  private CancellationScope earlyScope;
  private String run = "";
  private Plan plan;
  private Backup backup;
  private Seal seal;
  private List<String> checks = List.of();
  private Abort abort;
  private Resume resume;
  private UndoStack.Failed stuck;

  @WorkflowInit
  public MigrationImpl(MigrationRequest request) {
    this.request = request;
    this.standing = new Standing(request);
  }

  @Override
  public Report migrate(MigrationRequest ignored) {
    var info = Workflow.getInfo();
    run =
        deeds.open(
            new LedgerActivities.Open(
                request, info.getWorkflowId(), info.getFirstExecutionRunId()));
    standing.opened(run);
    Optional<TemporalFailure> failure = wayThere();
    Report[] report = new Report[1];
    // One detached scope for all that follows. A canceled one would refuse every deed of the way
    // back; and a cancel that comes when the new version is up must not count as a failure of it.
    Workflow.newDetachedCancellationScope(
            () -> report[0] = failure.map(this::rollBack).orElseGet(() -> over(UPGRADED, "")))
        .run();
    return report[0];
  }

  /** What stopped it, if anything did. */
  private Optional<TemporalFailure> wayThere() {
    try {
      forward.run();
      return Optional.empty();
    } catch (TemporalFailure failure) {
      return Optional.of(failure);
    }
  }

  private void procedure() {
    plan = step(PLAN, this::computePlan);
    gate(BACKUP);
    backup = step(BACKUP, this::takeBackup);
    // Here the rehearsal will stand: the upgrade on a copy restored from this backup.
    gate(TAKE_DOWN);
    step(MAINTENANCE_POD, this::preparePod, undo("remove the maintenance pod", this::removePod));
    // Here reconcilers (GitOps, autoscalers) will be paused.
    step(TAKE_DOWN, this::takeDown, undo("bring up the old version", this::bringUpOld));
    early();
    seal = step(SEAL, this::takeSeal);
    gate(UPGRADE);
    heedEarly();
    step(UPGRADE, this::upgrade, undo("put the sealed state back", this::restore));
    checks = step(VERIFY, this::verify).passed();
    gate(BRING_UP);
    early.get();
    heedAbort();
    standing.pointOfNoReturn();
    pastNoReturn(() -> step(BRING_UP, this::bringUpNew, undo(TAKE_DOWN_NEW, this::takeDownNew)));
  }

  /** One that came while verify ended well has stopped nothing yet; from here on none does. */
  private static void heedAbort() {
    if (isSince(ABORT_BEFORE_NO_RETURN)) {
      CancellationScope.throwCanceled();
    }
  }

  // ---- the deeds and their undos, in that order

  private Plan computePlan() {
    return deeds
        .of(PlanActivities.class, ref(PLAN), planLimit())
        .compute(new PlanActivities.In(ref(PLAN), request));
  }

  private Backup takeBackup() {
    StepRef ref = ref(BACKUP);
    return backups(ref, limits().backup()).take(new BackupActivities.In(ref, plan));
  }

  private PodActivities.Ready preparePod() {
    StepRef ref = ref(MAINTENANCE_POD);
    return pods(ref).prepare(new PodActivities.In(ref, plan, request));
  }

  private AppActivities.Down takeDown() {
    standing.usersOut();
    try {
      return app(ref(TAKE_DOWN), limits().takeDown())
          .takeDown(new AppActivities.In(ref(TAKE_DOWN), plan));
    } catch (TemporalFailure failure) {
      if (Causes.isUntouched(failure)) {
        standing.usersStayed();
        undos.forget(TAKE_DOWN);
      }
      throw failure;
    }
  }

  /**
   * The new version's pods take their time to start, and it need not be the users'. They find the
   * database fenced until bring up.
   */
  private void early() {
    if (plan.startEarly()) {
      undos.register(SEAL, "take down the new version that waits", this::stopNew);
      earlyScope =
          Workflow.newCancellationScope(
              () ->
                  early =
                      Async.function(
                          app(ref(SEAL), limits().bringUp())::startNew,
                          new AppActivities.In(ref(SEAL), plan)));
      earlyScope.run();
    }
  }

  /** Where somebody has brought the old version back by now, nothing need be migrated for it. */
  private void heedEarly() {
    if (plan.startEarly() && isSince(EARLY_BEFORE_UPGRADE) && early.isCompleted()) {
      early.get();
    }
  }

  private void stopNew() {
    earlyScope.cancel("rolling back");
    try {
      early.get();
    } catch (TemporalFailure startedOrNot) {
      // what there is of it is taken down
    }
    StepRef ref = back(SEAL);
    app(ref, limits().takeDown()).stopNew(new AppActivities.In(ref, plan));
  }

  private Seal takeSeal() {
    StepRef ref = ref(SEAL);
    Seal taken = backups(ref, limits().seal()).seal(new BackupActivities.In(ref, plan));
    if (isSince(LOOK_AFTER_SEAL) && !plan.startEarly()) {
      app(ref, limits().takeDown()).requireDown(new AppActivities.In(ref, plan));
    }
    return taken;
  }

  private SchemaActivities.Upgraded upgrade() {
    StepRef ref = ref(UPGRADE);
    return schema(ref, limits().upgrade()).upgrade(new SchemaActivities.In(ref, plan));
  }

  private SchemaActivities.Verified verify() {
    StepRef ref = ref(VERIFY);
    return schema(ref, limits().seal()).verify(new SchemaActivities.In(ref, plan));
  }

  private AppActivities.Up bringUpNew() {
    AppActivities.Up up =
        app(ref(BRING_UP), limits().bringUp())
            .bringUpNew(new AppActivities.In(ref(BRING_UP), plan));
    standing.usersBack(up.servingSince());
    return up;
  }

  private void bringUpOld() {
    StepRef ref = back(TAKE_DOWN);
    AppActivities.Up up = app(ref, limits().bringUp()).bringUpOld(new AppActivities.In(ref, plan));
    standing.usersBack(up.servingSince());
  }

  private void takeDownNew() {
    StepRef ref = back(BRING_UP);
    standing.usersOut();
    app(ref, enoughToRead(limits().takeDown()))
        .takeDownNew(
            new AppActivities.Unwritten(ref, plan, resume == null ? null : resume.discard()));
  }

  private void restore() {
    StepRef ref = back(UPGRADE);
    backups(ref, enoughToRead(limits().seal()))
        .restore(new BackupActivities.Restore(ref, plan, seal));
  }

  /**
   * The way back reads the database once or twice to prove that nothing is lost, however large it
   * is; a limit that did not allow for that would end every attempt in the middle.
   */
  private Duration enoughToRead(Duration limit) {
    Duration reading = Duration.ofSeconds(plan.databaseBytes() / READ_IN_A_SECOND);
    return limit.compareTo(reading) > 0 ? limit : reading;
  }

  private void removePod() {
    StepRef ref = back(MAINTENANCE_POD);
    pods(ref).remove(new PodActivities.In(ref, plan, request));
  }

  // ---- how a step goes

  /**
   * What comes after the point of no return: as little as an abort does a cancel reach it, as it
   * would kill what comes up well and may have accepted writes already.
   */
  private static void pastNoReturn(Proc steps) {
    if (isSince(BRING_UP_DETACHED)) {
      Workflow.newDetachedCancellationScope(steps::apply).run();
    } else {
      steps.apply();
    }
  }

  private static boolean isSince(String change) {
    return Workflow.getVersion(change, Workflow.DEFAULT_VERSION, 1) > Workflow.DEFAULT_VERSION;
  }

  private <T> T step(Step step, Func<T> deed, Undo undo) {
    undos.register(
        step, undo.words(), undo.deed()); // before the deed: it may take effect and still fail
    return step(step, deed);
  }

  private <T> T step(Step step, Func<T> deed) {
    standing.at(step);
    T result = deed.apply();
    done.add(result instanceof Backup taken && !taken.wasTaken() ? "no backup" : step.word());
    return result;
  }

  private void gate(Step before) {
    plan.policy()
        .gateBefore(before)
        .ifPresent(
            policy -> {
              standing.waiting(before);
              gates.pass(run, request.requester(), policy, plan, backup, checks);
              standing.going();
            });
  }

  private static Undo undo(String words, Proc deed) {
    return new Undo(words, deed);
  }

  private record Undo(String words, Proc deed) {}

  // ---- the way back, and the end

  private Report rollBack(TemporalFailure failure) {
    String cause = abort == null ? Causes.of(failure) : Causes.aborted(abort);
    if (!undos.isEmpty()) {
      standing.rollingBack();
      deeds.tell(
          "rolling back",
          ledger ->
              ledger.rollingBack(
                  new LedgerActivities.RollingBack(
                      run, cause, abort == null ? "" : abort.actor(), undos.words())));
    }
    Optional<UndoStack.Failed> failed = undos.unwind(this::undoing);
    while (failed.isPresent()) {
      stuck = failed.get();
      awaitOperator(stuck);
      if (!resume.keepNew()) {
        failed = undos.unwind(this::undoing);
      } else {
        failed = keepNew(stuck.entry());
        if (failed.isEmpty()) {
          return over(UPGRADED, "");
        }
      }
    }
    return over(
        standing.wasTouched() ? Outcome.ROLLED_BACK : Causes.outcome(failure, abort), cause);
  }

  /** The way forward where the way back would lose what the new version wrote. */
  private Optional<UndoStack.Failed> keepNew(UndoStack.Entry entry) {
    standing.going();
    try {
      step(BRING_UP, this::bringUpNew);
      return Optional.empty();
    } catch (TemporalFailure e) {
      return Optional.of(UndoStack.Failed.of(entry, e));
    }
  }

  private void undoing(UndoStack.Entry entry) {
    standing.undoing(entry.step());
  }

  private void awaitOperator(UndoStack.Failed failed) {
    OperatorNeed need = Needs.of(run, plan, failed, done, undos);
    standing.needsOperator(need);
    resume = null;
    deeds.tell(
        "needs operator",
        ledger -> ledger.needsOperator(new LedgerActivities.NeedsOperator(run, need)));
    Workflow.await(() -> resume != null);
    deeds.tell("resumed", ledger -> ledger.resumed(new LedgerActivities.Resumed(resume)));
    standing.rollingBack();
  }

  private Report over(Outcome outcome, String cause) {
    List<String> leftToDo = outcome == UPGRADED ? tidy() : List.of();
    Report report =
        new Report(run, outcome, cause, standing.downtime(), gates.approvedBy(), leftToDo);
    standing.over(outcome);
    deeds.tell(
        "close as " + outcome, ledger -> ledger.close(new LedgerActivities.Close(run, report)));
    Workflow.await(Workflow::isEveryHandlerFinished);
    return report;
  }

  /**
   * What can wait until users are back. What fails here is left to a person; it changes nothing
   * about the outcome.
   */
  private List<String> tidy() {
    List<String> left = new ArrayList<>();
    standing.at(REPORT);
    StepRef ref = ref(REPORT);
    attempt(
        left,
        "remove the maintenance pod drydock-" + run,
        () -> pods(ref).remove(new PodActivities.In(ref, plan, request)));
    attempt(
        left,
        "drop copies of earlier runs",
        () -> backups(ref, Duration.ofMinutes(10)).tidy(new BackupActivities.In(ref, plan)));
    return left;
  }

  private static void attempt(List<String> left, String what, Proc deed) {
    try {
      deed.apply();
    } catch (TemporalFailure e) {
      left.add(what + " (" + Causes.of(e) + ")");
    }
  }

  // ---- what people say

  @Override
  public void validateDecide(Decision decision) {
    if (abort != null) {
      throw refusal("Run " + run + " is being aborted, by " + abort.actor() + ".");
    }
    gates.validate(decision);
  }

  @Override
  public Receipt decide(Decision decision) {
    return gates.record(decision);
  }

  @Override
  public void validateAbort(Abort wanted) {
    if (run.isEmpty()) {
      throw refusal("The run is only being opened; try again in a moment.");
    }
    refuseUnlessMine(wanted.run());
    if (plan != null) { // until then the desk alone knows who may, and nothing was touched
      refuse(MayAct.refuseAbort(plan.policy(), request.requester(), wanted));
    }
    Gates.refuseLong(wanted.reason());
    if (abort != null) {
      throw refusal("It is being aborted already, by " + abort.actor() + ".");
    }
    refuse(standing.refuseAbort());
  }

  @Override
  public Receipt abort(Abort wanted) {
    abort = wanted;
    forward.cancel(Causes.aborted(wanted));
    return new Receipt("Aborting " + run + ": whatever was done is put back.");
  }

  @Override
  public void validateResume(Resume wanted) {
    refuseUnlessMine(wanted.run());
    if (!standing.isState(RunState.NEEDS_OPERATOR) || resume != null) {
      throw refusal("Run " + run + " does not wait for an operator.");
    }
    refuse(MayAct.refuseResume(plan.policy(), request.requester(), wanted));
    if (wanted.keepNew() && stuck.entry().step() != BRING_UP) {
      throw refusal(
          "The new version is not there to be kept: " + stuck.entry().words() + " is what failed.");
    }
    if (wanted.discard() != null && !wanted.discard().equals(stuck.discard())) {
      throw refusal(
          stuck.discard().isEmpty()
              ? "Nothing would be discarded; go on with: drydock resume " + run
              : "What would be discarded now is "
                  + stuck.discard()
                  + ", not "
                  + wanted.discard()
                  + ".");
    }
  }

  @Override
  public Receipt resume(Resume wanted) {
    resume = wanted;
    String how = wanted.keepNew() ? "bring up the new version, and keep it" : undos.words().get(0);
    if (wanted.discard() != null) {
      how += ", discarding " + wanted.discard();
    }
    return new Receipt("Going on with " + run + " at: " + how + ".");
  }

  @Override
  public Status status() {
    return new Status(run, standing.state(), standing.step(), plan == null ? "" : plan.digest());
  }

  /**
   * An old card may still ask: this run has the Temporal id of all earlier ones on its database.
   */
  private void refuseUnlessMine(String asked) {
    if (!run.equals(asked)) {
      throw refusal("This was meant for run " + asked + "; here is " + run + ".");
    }
  }

  private static void refuse(Optional<String> why) {
    if (why.isPresent()) {
      throw refusal(why.get());
    }
  }

  static ApplicationFailure refusal(String why) {
    return ApplicationFailure.newNonRetryableFailure(why, Failures.REFUSED);
  }

  // ---- short forms

  private StepRef ref(Step step) {
    return new StepRef(run, request.app(), step, false);
  }

  private StepRef back(Step step) {
    return new StepRef(run, request.app(), step, true);
  }

  private Limits limits() {
    return plan.policy().limits();
  }

  private static Duration planLimit() {
    return Limits.DEFAULT.maintenancePod();
  }

  private BackupActivities backups(StepRef ref, Duration limit) {
    return deeds.of(BackupActivities.class, ref, limit);
  }

  private PodActivities pods(StepRef ref) {
    return deeds.of(PodActivities.class, ref, limits().maintenancePod());
  }

  private AppActivities app(StepRef ref, Duration limit) {
    return deeds.of(AppActivities.class, ref, limit);
  }

  private SchemaActivities schema(StepRef ref, Duration limit) {
    return deeds.of(SchemaActivities.class, ref, limit);
  }
}
