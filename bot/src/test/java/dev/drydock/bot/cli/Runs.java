package dev.drydock.bot.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Change;
import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Fingerprint;
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
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.book.Event.Kind;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.Opened;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepStarted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One run, told event by event. */
final class Runs {
  static final String RUN = "keeper-41";
  static final String EXECUTION = "execution-1";
  static final Instant AT = Instant.parse("2026-03-01T20:00:00Z");
  static final String SQL = "ALTER TABLE build ADD name text;\n";
  static final Artifact SQL_KEPT = new Artifact(Digest.of(SQL), SQL.length(), "sql");
  private static final GatePolicy GATE =
      new GatePolicy(Step.TAKE_DOWN, 1, List.of("ben"), List.of(), Duration.ofHours(24));
  static final DatabaseId DATABASE = new DatabaseId("db.example", 5432, "keeper");
  static final Plan PLAN =
      new Plan(
          "keeper",
          "1.9.0",
          DATABASE,
          "keeper/keeper",
          "sha256:00",
          2,
          new Image("registry.example/keeper:1.8.0", "sha256:aaaaaaaaaaaaaaaa"),
          new Image("registry.example/keeper:1.9.0", "sha256:bbbbbbbbbbbbbbbb"),
          new SchemaPlan(
              "alembic", "k3", "k4", List.of(new Change("k4", "add name")), 1, SQL_KEPT, null),
          new WayBack("pg_dump", null, "copy"),
          new Policy(List.of(GATE), Limits.DEFAULT, new Listed(List.of("ben"), List.of("S-ops"))),
          412_000_000,
          List.of());
  static final String CODE = Digest.code(PLAN.digest());

  private Runs() {}

  static void planned(FakeBook book) {
    book.artifacts.put(SQL_KEPT.digest(), SQL.getBytes(StandardCharsets.UTF_8));
    book.add(
        Kind.OPENED,
        new Opened(
            new MigrationRequest("keeper", "1.9.0", DATABASE, "ana", Source.SLACK, null),
            DATABASE.workflowId(),
            EXECUTION));
    book.add(Kind.STEP_STARTED, new StepStarted(Step.PLAN, false, "Plan.compute", 1));
    book.add(
        Kind.STEP_DONE,
        new StepDone(Step.PLAN, false, "Plan.compute", Duration.ofSeconds(2), Json.tree(PLAN)));
  }

  static void atItsGate(FakeBook book) {
    atItsGate(book, GATE);
  }

  static void atItsGate(FakeBook book, GatePolicy gate) {
    planned(book);
    book.add(
        Kind.GATE_OPENED,
        new LedgerActivities.GateOpened(
            RUN,
            EXECUTION,
            gate,
            PLAN.digest(),
            AT.plus(Duration.ofHours(24)),
            List.of("adds a column to build (2.0 M rows)")));
  }

  static void approved(FakeBook book) {
    atItsGate(book);
    book.add(
        Kind.DECISION_REFUSED,
        new Refusal(RUN, "ana", Source.SLACK, "approve", "You asked for this run."));
    book.add(
        Kind.DECIDED,
        new LedgerActivities.Decided(
            new Decision(
                RUN,
                EXECUTION,
                Step.TAKE_DOWN,
                PLAN.digest(),
                true,
                "ben",
                List.of(),
                Source.CLI,
                ""),
            AT));
    book.add(
        Kind.GATE_CLOSED,
        new LedgerActivities.GateClosed(RUN, Step.TAKE_DOWN, PLAN.digest(), "approved"));
  }

  static void ended(FakeBook book, Outcome outcome, String cause) {
    approved(book);
    book.add(
        Kind.CLOSED,
        new LedgerActivities.Close(
            RUN,
            new Report(RUN, outcome, cause, Duration.ofSeconds(12), List.of("ben"), List.of())));
  }

  /** The same run at another time, of another app. */
  static RunView like(RunView run, String id, String app, String openedAt, Outcome outcome) {
    ObjectNode other = (ObjectNode) Json.tree(run);
    other.put("run", id).put("openedAt", openedAt);
    ((ObjectNode) other.get("request")).put("app", app);
    ((ObjectNode) other.get("report")).put("outcome", outcome.name());
    return Json.convert(other, RunView.class);
  }

  /** Told with all that an auditor asks: a rollback that is proven, and no backup. */
  static void putBack(FakeBook book, Fingerprint sealed, Fingerprint back) {
    approved(book);
    done(book, Step.BACKUP, false, "Backup.Take", Backup.none("pg_dump is not installed"));
    done(book, Step.SEAL, false, "Backup.Seal", new Seal("copy", "keeper_sealed_41", null));
    begun(book, Step.SEAL, "App.RequireDown");
    done(book, Step.SEAL, false, "App.RequireDown", new AppActivities.StillDown(0));
    done(
        book,
        Step.UPGRADE,
        true,
        "Backup.Restore",
        new BackupActivities.Restored("keeper_failed_41", sealed, back, "k3"));
    book.add(
        Kind.CLOSED,
        new LedgerActivities.Close(
            RUN,
            new Report(
                RUN,
                Outcome.ROLLED_BACK,
                "verify failed",
                Duration.ofMillis(51_622),
                List.of("ben"),
                List.of())));
  }

  /** The new version came up, wrote, and failed. */
  static void wrote(FakeBook book, Discard loss) {
    approved(book);
    book.add(Kind.STEP_STARTED, new StepStarted(Step.TAKE_DOWN, false, "App.TakeDown", 1));
    book.add(
        Kind.NEEDS_OPERATOR,
        new LedgerActivities.NeedsOperator(
            RUN,
            new OperatorNeed(
                "go back without losing what 1.9.0 wrote",
                "something was written",
                List.of(),
                List.of(),
                List.of(),
                List.of(
                    "drydock resume keeper-41 --keep-new",
                    "drydock resume keeper-41 --discard " + loss.code()),
                loss)));
  }

  /** And a person agreed to lose what it wrote. */
  static void gaveUp(FakeBook book, Discard loss) {
    wrote(book, loss);
    book.add(
        Kind.RESUMED,
        new LedgerActivities.Resumed(new Resume(RUN, "ben", Source.CLI, false, loss.code())));
    book.add(
        Kind.CLOSED,
        new LedgerActivities.Close(
            RUN,
            new Report(
                RUN,
                Outcome.ROLLED_BACK,
                "never ready",
                Duration.ofSeconds(12),
                List.of("ben"),
                List.of())));
  }

  static void begun(FakeBook book, Step step, String deed) {
    book.add(Kind.STEP_STARTED, new StepStarted(step, false, deed, 1));
  }

  static void done(FakeBook book, Step step, boolean undo, String deed, Object result) {
    book.add(
        Kind.STEP_DONE, new StepDone(step, undo, deed, Duration.ofMillis(8), Json.tree(result)));
  }

  /** Keeps a fingerprint as the worker that reads it beside the run does. */
  static Fingerprint proof(FakeBook book, String of, int tables, long rows) {
    String figures = "{\"of\": \"" + of + "\"}";
    Artifact detail = keep(book, "fingerprint", figures);
    Fingerprint read = new Fingerprint(Digest.of(of), tables, rows, detail);
    book.add(Kind.KEPT, new Named(of + "-fingerprint-begun", keep(book, "proof-begun", "ab12")));
    Artifact proof = keep(book, "proof", Json.write(read));
    book.add(Kind.KEPT, new Named(of + "-fingerprint-ab12", proof));
    return read;
  }

  private static Artifact keep(FakeBook book, String kind, String content) {
    book.artifacts.put(Digest.of(content), content.getBytes(StandardCharsets.UTF_8));
    return new Artifact(Digest.of(content), content.length(), kind);
  }

  static void needsOperator(FakeBook book) {
    approved(book);
    book.add(
        Kind.NEEDS_OPERATOR,
        new LedgerActivities.NeedsOperator(
            RUN,
            new OperatorNeed(
                "undo of upgrade",
                "disk full",
                List.of("took down keeper"),
                List.of("bring up keeper 1.8.0"),
                List.of("kubectl -n keeper get pods"),
                List.of("drydock resume keeper-41"))));
  }
}
