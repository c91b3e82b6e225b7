package dev.drydock.bot.slack;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Change;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.Resume;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.Opened;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import dev.drydock.workflows.book.StepProgress;
import dev.drydock.workflows.book.StepStarted;
import dev.drydock.workflows.book.WrittenAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes a run into a ledger, event by event, as the procedure would. */
public final class Story {
  public static final String SQL =
      "ALTER TABLE build ADD COLUMN state text NOT NULL DEFAULT 'x';\n";
  private static final DatabaseId DATABASE = new DatabaseId("db", 5432, "keeper");
  private final MemoryBook book;
  private final String run;
  private Instant now;
  private String version = "1.9.0";
  private String requester = "ana";
  private String channel;
  private String app = "keeper";
  private List<String> notes = List.of("Adds a NOT NULL column to build (2.0 M rows)");
  private List<String> evidence =
      List.of("planned in a pod of this image; its imageID is the plan's");
  private GatePolicy policy = policy(List.of("ana", "ben"), List.of("S0APPROVE"));
  private Listed operators = policy.approvers();

  public Story(MemoryBook book, String run, Instant from) {
    this.book = book;
    this.run = run;
    this.now = from;
  }

  public static GatePolicy policy(List<String> people, List<String> groups) {
    return new GatePolicy(Step.TAKE_DOWN, 2, people, groups, Duration.ofHours(4));
  }

  public Story version(String other) {
    version = other;
    return this;
  }

  public Story requester(String person) {
    requester = person;
    return this;
  }

  public Story app(String name) {
    app = name;
    return this;
  }

  public Story channel(String id) {
    channel = id;
    return this;
  }

  public Story policy(GatePolicy other) {
    policy = other;
    return this;
  }

  public Story operators(Listed others) {
    operators = others;
    return this;
  }

  public Story notes(String... others) {
    notes = List.of(others);
    return this;
  }

  public Story evidence(String... others) {
    evidence = List.of(others);
    return this;
  }

  public String run() {
    return run;
  }

  public RunView view() {
    return book.find(run).orElseThrow();
  }

  public Instant now() {
    return now;
  }

  public Story opened() {
    MigrationRequest request =
        new MigrationRequest(app, version, DATABASE, requester, Source.SLACK, channel);
    return tell(Event.Kind.OPENED, new Opened(request, DATABASE.workflowId(), execution()));
  }

  public Story planned() {
    return began(Step.PLAN, "Plan.Compute").done(Step.PLAN, "Plan.Compute", 2, plan());
  }

  public Story backedUp() {
    return began(Step.BACKUP, "Backup.Take")
        .done(
            Step.BACKUP,
            "Backup.Take",
            14,
            new Backup("pg_dump", "/backups/keeper-41", 412_000_000, Digest.of("backup")));
  }

  public Story gate() {
    return tell(
        Event.Kind.GATE_OPENED,
        new LedgerActivities.GateOpened(
            run, execution(), policy, plan().digest(), now.plus(policy.expiresIn()), evidence));
  }

  /** Everything up to the open gate. */
  public Story waiting() {
    return opened().planned().backedUp().gate();
  }

  public Story decided(String person, boolean approve, String reason) {
    Decision decision =
        new Decision(
            run,
            execution(),
            policy.before(),
            plan().digest(),
            approve,
            person,
            List.of(),
            Source.SLACK,
            reason);
    return tell(Event.Kind.DECIDED, new LedgerActivities.Decided(decision, now));
  }

  public Story gateClosed(String verdict) {
    return tell(
        Event.Kind.GATE_CLOSED,
        new LedgerActivities.GateClosed(run, policy.before(), plan().digest(), verdict));
  }

  public Story approved() {
    return decided("ben", true, "").decided("cleo", true, "").gateClosed("approved");
  }

  public Story down() {
    return began(Step.MAINTENANCE_POD, "Pod.Prepare")
        .done(Step.MAINTENANCE_POD, "Pod.Prepare", 6, null)
        .began(Step.TAKE_DOWN, "App.TakeDown")
        .done(Step.TAKE_DOWN, "App.TakeDown", 3, Map.of("podsEnded", 2))
        .began(Step.SEAL, "Backup.Seal")
        .done(
            Step.SEAL,
            "Backup.Seal",
            1,
            Map.of(
                "method",
                "copy",
                "ended",
                List.of("pid 41: reports from 10.1.2.3 (psql), idle since 20:40:12, last SELECT")));
  }

  /** The sealed copy was read. */
  public Story writtenAfter(WrittenAfter written) {
    Artifact fact = new Artifact(Digest.of("fact"), 90, "fact");
    return tell(Event.Kind.KEPT, new Named(WrittenAfter.NAME, fact, Json.tree(written)));
  }

  public Story upgrading() {
    return waiting()
        .approved()
        .down()
        .writtenAfter(
            new WrittenAfter(
                now.minusSeconds(14), 1204, 3, List.of("public.build", "public.log"), true))
        .began(Step.UPGRADE, "Schema.Upgrade")
        .progress(Step.UPGRADE, "k4: rewriting build, 41 % of 2.0 M rows");
  }

  public Story upgraded() {
    Artifact log = new Artifact(Digest.of("log"), 900, "log");
    return upgrading()
        .done(
            Step.UPGRADE,
            "Schema.Upgrade",
            8,
            Map.of("exitCode", 0, "log", log, "revision", "k5", "note", ""))
        .verified()
        .began(Step.BRING_UP, "App.BringUpNew")
        .done(Step.BRING_UP, "App.BringUpNew", 4, null)
        .closed(Outcome.UPGRADED, "", 17, List.of("ben", "cleo"));
  }

  public Story upgradeFailed() {
    return upgrading()
        .logKept()
        .failed(
            Step.UPGRADE,
            "Schema.Upgrade",
            1,
            "column \"state\" of relation \"build\" contains null values",
            false);
  }

  /** As the activity worker does once the tool is over, and before it tells how. */
  public Story logKept() {
    Artifact log = new Artifact(Digest.of("log"), 900, "log");
    book.artifact(log.digest(), "running k4\npassword=hunter2\nERROR: column state holds nulls\n");
    return tell(Event.Kind.KEPT, new Named(Named.UPGRADE_LOG, log));
  }

  public Story failed(Step step, String deed, int attempt, String error, boolean willRetry) {
    return tell(
        Event.Kind.STEP_FAILED, new StepFailed(step, false, deed, attempt, error, willRetry));
  }

  /** Somebody aborts while the upgrade runs. */
  public Story aborted(String person, String reason) {
    return upgrading()
        .failed(Step.UPGRADE, "Schema.Upgrade", 1, StepFailed.CANCELED, false)
        .tell(
            Event.Kind.ROLLING_BACK,
            new LedgerActivities.RollingBack(
                run,
                Report.ABORTED_BY + person + ": " + reason,
                person,
                List.of("upgrade", "take down", "maintenance pod")))
        .logKept();
  }

  /** The new version came up, wrote, and failed. */
  public Story wrote(Discard loss) {
    return upgrading()
        .logKept()
        .done(
            Step.UPGRADE, "Schema.Upgrade", 8, Map.of("exitCode", 0, "revision", "k5", "note", ""))
        .verified()
        .began(Step.BRING_UP, "App.BringUpNew")
        .failed(Step.BRING_UP, "App.BringUpNew", 1, "the roll-out fails: timed out", false)
        .tell(
            Event.Kind.ROLLING_BACK,
            new LedgerActivities.RollingBack(
                run, "the roll-out fails: timed out", "", List.of("new", "old", "pod")))
        .needsToChoose(loss);
  }

  private Story needsToChoose(Discard loss) {
    String code = loss.code();
    return tell(
            Event.Kind.STEP_FAILED,
            new StepFailed(
                Step.BRING_UP, true, "App.TakeDownNew", 1, "something was written", false))
        .tell(
            Event.Kind.NEEDS_OPERATOR,
            new LedgerActivities.NeedsOperator(
                run,
                new OperatorNeed(
                    "go back without losing what 1.9.0 wrote",
                    "something was written since the upgrade, and rolling back would lose it",
                    List.of("plan", "verify", "took 1.9.0 down"),
                    List.of("put the sealed state back", "bring up the old version"),
                    List.of("drydock audit " + run, "kubectl -n keeper get deployment,pods"),
                    List.of(
                        "drydock resume " + run + OperatorNeed.KEEP_NEW,
                        "drydock resume " + run + OperatorNeed.DISCARD + code),
                    loss)));
  }

  public Story agreedToLose(Discard loss, String person) {
    return tell(
            Event.Kind.RESUMED,
            new LedgerActivities.Resumed(new Resume(run, person, Source.CLI, false, loss.code())))
        .undone(Step.BRING_UP, "App.TakeDownNew", 1)
        .undone(Step.UPGRADE, "Backup.Restore", 1)
        .undone(Step.TAKE_DOWN, "App.BringUpOld", 3)
        .closed(Outcome.ROLLED_BACK, "the roll-out fails: timed out", 38, List.of("ben"));
  }

  public Story verified() {
    return began(Step.VERIFY, "Schema.Verify")
        .done(Step.VERIFY, "Schema.Verify", 1, Map.of("checks", List.of("revision", "index")));
  }

  public Story rollingBack() {
    return upgradeFailed()
        .tell(
            Event.Kind.ROLLING_BACK,
            new LedgerActivities.RollingBack(
                run,
                "upgrade failed: column \"state\" of relation \"build\" contains null values",
                "",
                List.of("upgrade", "take down", "maintenance pod")));
  }

  public Story rolledBack() {
    return rollingBack()
        .undone(Step.UPGRADE, "Backup.Restore", 1, Map.of("aside", "keeper_failed_41"))
        .undone(Step.TAKE_DOWN, "App.BringUpOld", 3)
        .undone(Step.MAINTENANCE_POD, "Pod.Remove", 1)
        .closed(
            Outcome.ROLLED_BACK,
            "upgrade failed: column \"state\" of relation \"build\" contains null values",
            18,
            List.of("ben", "cleo"));
  }

  public Story needsOperator() {
    return rollingBack()
        .undone(Step.UPGRADE, "Backup.Restore", 1)
        .tell(
            Event.Kind.STEP_FAILED,
            new StepFailed(
                Step.TAKE_DOWN, true, "App.BringUpOld", 1, "quota exceeded: pods 10 of 10", false))
        .tell(
            Event.Kind.NEEDS_OPERATOR,
            new LedgerActivities.NeedsOperator(
                run,
                new OperatorNeed(
                    "bring up old",
                    "quota exceeded: pods 10 of 10 in namespace keeper",
                    List.of("the sealed copy is back in the database's place, proven equal"),
                    List.of("the old version is not up", "the maintenance pod is not removed"),
                    List.of("kubectl -n keeper get deploy,pods", "drydock status " + run),
                    List.of("drydock resume " + run))));
  }

  public Story refused() {
    return opened()
        .began(Step.PLAN, "Plan.Compute")
        .tell(
            Event.Kind.STEP_FAILED,
            new StepFailed(
                Step.PLAN,
                false,
                "Plan.Compute",
                1,
                "image keeper:" + version + " is not in the registry; its newest tag is 1.8.0",
                false))
        .closed(
            Outcome.REFUSED,
            "image keeper:" + version + " is not in the registry; its newest tag is 1.8.0",
            0,
            List.of());
  }

  public Story closed(Outcome outcome, String cause, int downSeconds, List<String> approvedBy) {
    return tell(
        Event.Kind.CLOSED,
        new LedgerActivities.Close(
            run,
            new Report(
                run, outcome, cause, Duration.ofSeconds(downSeconds), approvedBy, List.of())));
  }

  public Story began(Step step, String deed) {
    return tell(Event.Kind.STEP_STARTED, new StepStarted(step, false, deed, 1));
  }

  public Story progress(Step step, String line) {
    return tell(Event.Kind.STEP_PROGRESS, new StepProgress(step, false, line));
  }

  public Story done(Step step, String deed, int seconds, Object result) {
    now = now.plusSeconds(seconds);
    return tell(Event.Kind.STEP_DONE, done(step, false, deed, seconds, result));
  }

  private static StepDone done(Step step, boolean undo, String deed, int seconds, Object result) {
    return new StepDone(
        step, undo, deed, Duration.ofSeconds(seconds), result == null ? null : Json.tree(result));
  }

  public Story undone(Step step, String deed, int seconds) {
    return undone(step, deed, seconds, null);
  }

  private Story undone(Step step, String deed, int seconds, Object result) {
    tell(Event.Kind.STEP_STARTED, new StepStarted(step, true, deed, 1));
    now = now.plusSeconds(seconds);
    return tell(Event.Kind.STEP_DONE, done(step, true, deed, seconds, result));
  }

  public Story tell(Event.Kind kind, Object data) {
    book.add(run, now, kind, data);
    return this;
  }

  public String execution() {
    return "execution-of-" + run;
  }

  public Plan plan() {
    book.artifact(Digest.of(SQL), SQL);
    return new Plan(
        "keeper",
        version,
        DATABASE,
        "keeper/keeper",
        Digest.of("deployment"),
        2,
        new Image("registry.example/keeper:1.8.0", Digest.of("1.8.0")),
        new Image("registry.example/keeper:" + version, Digest.of(version)),
        new SchemaPlan(
            "alembic",
            "k3",
            "k5",
            List.of(new Change("k4", "add build.state"), new Change("k5", "index build.state")),
            2,
            new Artifact(Digest.of(SQL), SQL.length(), "sql"),
            null),
        new WayBack("pg_dump", null, "copy"),
        new Policy(List.of(policy), Limits.DEFAULT, operators),
        412_000_000,
        notes);
  }
}
