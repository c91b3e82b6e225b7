package dev.drydock.sandbox.demo;

import static dev.drydock.workflows.Outcome.ABORTED;
import static dev.drydock.workflows.Outcome.ROLLED_BACK;
import static dev.drydock.workflows.Outcome.STOPPED;
import static dev.drydock.workflows.Outcome.UPGRADED;

import dev.drydock.activities.kubernetes.Names;
import dev.drydock.bot.Role;
import dev.drydock.sandbox.apps.ForgottenWorker;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepStarted;
import java.io.StringWriter;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whatever happens, and whenever: no write that was acknowledged is missing afterwards. Users write
 * 200 times a second through the whole run, and a forgotten worker writes straight to the database.
 *
 * <p>The one case in which a restore loses something: the new version does not come up, and the
 * forgotten worker wrote once the database was open for it. Then the run asks, and loses exactly
 * what somebody agreed to lose; that is held against what was acknowledged.
 */
public final class LostWrite {
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  private static final String CHO = "U0CHO";
  private static final int LONGEST_WAIT_MILLIS = 1500;
  private static final Pattern DISCARD = Pattern.compile("--discard (\\S+)");

  /** What goes wrong. */
  public enum Kind {
    NOTHING(UPGRADED),
    HALF_WAY(ROLLED_BACK),
    ABORT(UPGRADED, ROLLED_BACK, ABORTED),
    POD_KILLED(UPGRADED, ROLLED_BACK, STOPPED),
    NEVER_READY(ROLLED_BACK),
    WORKER_KILLED(UPGRADED);

    private final Set<Outcome> outcomes;

    Kind(Outcome first, Outcome... more) {
      this.outcomes = EnumSet.of(first, more);
    }
  }

  private record Span(Instant from, Instant to) {
    boolean holds(ForgottenWorker.Committed one) {
      return one.begun().isAfter(from) && one.done().isBefore(to);
    }
  }

  private final long seed;
  private final Random random;
  private final Kind kind;
  private final Stage stage;
  private Writers writers;

  private LostWrite(long seed, Stage stage) {
    this.seed = seed;
    this.random = new Random(seed);
    this.kind = kind(seed);
    this.stage = stage;
  }

  static Kind kind(long seed) {
    return Kind.values()[(int) Math.floorMod(seed, (long) Kind.values().length)];
  }

  /**
   * @param seed says what goes wrong, and when; the same one says the same
   */
  static Scenario of(String name, long seed) {
    return Scenario.of(
            name,
            "no acknowledged write is missing, whatever goes wrong and whenever",
            stage -> new LostWrite(seed, stage).play())
        // others may take their time on a machine that has little, and of a worker that is killed
        // the run hears only after a minute
        .at(
            berth ->
                kind(seed) == Kind.NEVER_READY
                    ? berth.withProgressDeadline(8)
                    : berth.withBringUp("3m"));
  }

  private void play() throws Exception {
    stage.say("seed " + seed + ": " + kind + " (again: --seed " + seed + ")");
    try (Writers started = Writers.on(stage.app())) {
      writers = started;
      migrate();
      end();
      held();
    }
  }

  private void migrate() throws InterruptedException {
    Step at = Step.values()[Step.MAINTENANCE_POD.ordinal() + random.nextInt(6)];
    int wait = random.nextInt(LONGEST_WAIT_MILLIS);
    boolean isStopped = random.nextBoolean();
    stage.ask(ANA, version(at));
    stage.awaitGate();
    stage.say("%.0f writes a second are acknowledged".formatted(writers.rate()));
    stage.approve(BEN);
    switch (kind) {
      case NOTHING, HALF_WAY -> {}
      case NEVER_READY -> {
        if (isStopped) {
          stage.awaitStep(Step.UPGRADE);
          stage.say("somebody stops the forgotten worker, which the card names");
          writers.forgotten().close();
        }
      }
      case ABORT -> {
        moment(at, wait);
        stage.type(CHO, "abort " + stage.run() + " wrong day");
      }
      case POD_KILLED -> {
        moment(at, wait);
        kill(Names.maintenancePod(stage.run()));
      }
      case WORKER_KILLED -> {
        moment(at, wait);
        stage.world().serving().kill(Role.ACTIVITY);
        stage.say("activity worker killed");
        stage.world().serving().start(EnumSet.of(Role.ACTIVITY));
      }
    }
  }

  private String version(Step at) {
    return switch (kind) {
      case NOTHING -> "1.9.0";
      case HALF_WAY -> "2.0.0";
      case NEVER_READY -> "1.9.0-stillborn";
      case ABORT, POD_KILLED, WORKER_KILLED -> at == Step.UPGRADE ? "1.9.0-sleepy" : "1.9.0";
    };
  }

  private void moment(Step at, int millis) throws InterruptedException {
    stage.awaitStep(at);
    if (at == Step.MAINTENANCE_POD && kind == Kind.POD_KILLED) {
      stage.awaitTrue("the maintenance pod", () -> !stage.app().strangers().isEmpty());
    }
    Thread.sleep(millis);
    stage.say(millis + " ms later");
  }

  private void kill(String pod) {
    Berth berth = stage.app().berth();
    stage.world().cluster().faults().oomKill(berth.namespace(), pod, "upgrade");
    stage.say("the maintenance pod's process is killed");
  }

  private void end() throws Exception {
    stage.awaitTrue(
        "the run ends or asks",
        () -> stage.view().isClosed() || stage.view().state() == RunState.NEEDS_OPERATOR);
    int agreed = stage.view().isClosed() ? 0 : discard();
    stage.awaitTrue("the run ends", () -> stage.view().isClosed());
    Outcome outcome = stage.view().report().outcome();
    stage.check(
        kind.outcomes.contains(outcome),
        "one of " + kind.outcomes,
        outcome + ": " + stage.view().report().cause());
    stage.expectOutcome(outcome);
    boolean isNew = outcome == UPGRADED;
    String version = stage.view().request().version();
    stage.expectUp(isNew ? version : "1.8.0", isNew ? "k5" : "k3");
    stage.expectNothingLost();
    expectForgottenKept(agreed);
  }

  /**
   * What was written since the upgrade is given up, by a person and by its code.
   *
   * @return how many rows the run said that would lose
   */
  private int discard() {
    var need = stage.view().need();
    stage.check(kind == Kind.NEVER_READY, "no operator is needed", need.toString());
    int rows = need.discard() == null ? 0 : lost(need.discard());
    Matcher code = DISCARD.matcher(String.join("\n", need.goOn()));
    stage.check(rows > 0 && code.find(), "rows and a code are named", need.toString());
    StringWriter told = new StringWriter();
    int exit =
        stage
            .world()
            .drydock(told, "resume", stage.run(), "--discard", code.group(1), "--as", "ben");
    stage.check(exit == 0, "the operator is heard", told.toString());
    stage.say("an operator agrees to lose " + rows + " rows of the forgotten worker");
    return rows;
  }

  private static int lost(Discard shown) {
    return shown.lost().stream()
        .filter(one -> one.words().startsWith("public.product: "))
        .mapToInt(one -> Math.toIntExact(one.rows()))
        .sum();
  }

  private void expectForgottenKept(int agreed) throws Exception {
    List<Span> closed = closed();
    ForgottenWorker worker = writers.forgotten();
    List<ForgottenWorker.Committed> inside =
        worker.committed().stream()
            .filter(one -> closed.stream().anyMatch(span -> span.holds(one)))
            .toList();
    stage.check(
        inside.isEmpty(), "nobody commits behind the fence", inside.size() + " did: " + inside);
    List<ForgottenWorker.Committed> missing;
    try (Connection database = stage.app().connect()) {
      missing = worker.missing(database);
    }
    stage.check(
        missing.size() == agreed,
        agreed + " commits of the forgotten worker are gone",
        missing.size() + " are: " + missing);
    stage.say(
        worker.committed().size()
            + " commits of the forgotten worker, "
            + missing.size()
            + " lost"
            + (agreed == 0 ? "" : " as agreed")
            + "; it was refused "
            + worker.refused()
            + " times");
  }

  private void held() throws Exception {
    List<dev.drydock.sandbox.apps.Traffic.Acknowledged> missing;
    try (Connection database = stage.app().connect()) {
      missing = writers.missing(database);
    }
    stage.check(missing.isEmpty(), "no acknowledged write is missing", missing.size() + " are");
    stage.say(writers.acknowledged() + " more acknowledged writes, 0 lost");
    String comment =
        stage
            .app()
            .one(
                "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database"
                    + " where datname = current_database()");
    stage.check(comment.isEmpty(), "the database is nobody's", comment);
  }

  /** When the fence stood for certain, by the ledger. */
  private List<Span> closed() {
    List<Span> spans = new ArrayList<>();
    Instant from = null;
    for (Event event : stage.world().book().events(stage.run())) {
      if (is(event, LostWrite::isFenced, done -> false)) {
        from = event.at();
      } else if (from != null && is(event, done -> false, LostWrite::isUnfencing)) {
        spans.add(new Span(from, event.at()));
        from = null;
      }
    }
    stage.say("fenced " + spans);
    return spans;
  }

  private static boolean is(Event event, Predicate<StepDone> done, Predicate<StepStarted> started) {
    return switch (event.kind()) {
      case STEP_DONE -> done.test(event.as(StepDone.class));
      case STEP_STARTED -> started.test(event.as(StepStarted.class));
      default -> false;
    };
  }

  private static boolean isFenced(StepDone done) {
    return done.undo() ? done.step() == Step.BRING_UP : done.deed().equals("Backup.Seal");
  }

  private static boolean isUnfencing(StepStarted started) {
    return started.step() == (started.undo() ? Step.TAKE_DOWN : Step.BRING_UP);
  }
}
