package dev.drydock.sandbox.demo;

import static dev.drydock.workflows.Outcome.ABORTED;
import static dev.drydock.workflows.Outcome.EXPIRED;
import static dev.drydock.workflows.Outcome.REJECTED;
import static dev.drydock.workflows.Outcome.ROLLED_BACK;
import static dev.drydock.workflows.Outcome.UPGRADED;

import dev.drydock.sandbox.world.Berth;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** All stories, by name. */
public final class Scenarios {
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  private static final String CHO = "U0CHO";

  static final String LOST_WRITE = "lost-write";

  private static final List<Scenario> ALL =
      List.of(
          Scenario.of("upgrade", "the new version serves on the new schema", Scenarios::upgrade),
          Scenario.of(
              "broken", "a migration that fails half-way is put back exactly", Scenarios::broken),
          Scenario.of(
              "lying-success",
              "a tool that says 0 but did nothing is not believed",
              Scenarios::lyingSuccess),
          Scenario.of(
              "lying-failure",
              "a tool that says 1 but did it all is not believed either",
              Scenarios::lyingFailure),
          Scenario.of(
                  "never-ready",
                  "a new version that does not come up is taken down, everything put back",
                  Scenarios::neverReady)
              .at(berth -> berth.withProgressDeadline(8)),
          Scenario.of(
                  "scaled",
                  "scaled to 0 instead of deleted: the same Deployment on the way back and after",
                  Scenarios::scaled)
              .at(Berth::scaledToNone),
          Scenario.of("rejected", "a rejection leaves everything untouched", Scenarios::rejected),
          Scenario.of("expired", "nobody answers: nothing is touched", Scenarios::expired)
              .at(berth -> berth.withGate("[{expires: 4s}]")),
          Scenario.of(
              "self-approval",
              "the requester is refused, another approves",
              Scenarios::selfApproval),
          Scenario.of(
              "abort", "an abort during the upgrade puts everything back", Scenarios::abort),
          Scenario.of(
                  "moved-tag",
                  "a tag that moves after approval: the approved image runs",
                  Scenarios::movedTag)
              .at(berth -> berth.withGate("[{approvals: 2}]")),
          Scenario.of(
                  "busy",
                  "a second run on the same database is refused, under any name",
                  Scenarios::busy)
              .at(berth -> berth.withAlias("harbor")),
          Scenario.of(
              "worker-restart",
              "workers die during the upgrade; it is neither lost nor repeated",
              Scenarios::workerRestart),
          Scenario.of(
              "slack-down",
              "Slack is away for the middle of the run; the card catches up",
              Scenarios::slackDown),
          Scenario.of(
              "failing-undo",
              "an undo that fails keeps the lock and names what is left; resume mends it",
              Scenarios::failingUndo),
          lostWrite(new Random().nextInt(1_000_000)));

  private Scenarios() {}

  public static List<Scenario> all() {
    return ALL;
  }

  public static Optional<Scenario> find(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }

  /**
   * @param seed says what goes wrong, and when
   */
  public static Scenario lostWrite(long seed) {
    return LostWrite.of(LOST_WRITE, seed);
  }

  private static void upgrade(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0");
    stage.approve(BEN);
    expectUpgraded(stage, "1.9.0");
  }

  private static void broken(Stage stage) throws Exception {
    stage.ask(ANA, "2.0.0");
    stage.approve(BEN);
    expectRolledBack(stage);
  }

  private static void lyingSuccess(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0-lies");
    stage.approve(BEN);
    expectRolledBack(stage);
    stage.expectCause("k3");
  }

  private static void lyingFailure(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0-grumbles");
    stage.approve(BEN);
    expectUpgraded(stage, "1.9.0-grumbles");
    var upgraded = Json.convert(stage.step(Step.UPGRADE).result(), SchemaActivities.Upgraded.class);
    stage.check(
        upgraded.exitCode() != 0 && !upgraded.note().isEmpty(),
        "the tool's exit code is noted",
        upgraded.toString());
    stage.say("noted: " + upgraded.note());
  }

  private static void neverReady(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0-stillborn");
    stage.approve(BEN);
    expectRolledBack(stage);
  }

  private static void scaled(Stage stage) throws Exception {
    String before = stage.app().deployed();
    stage.ask(ANA, "2.0.0");
    stage.approve(BEN);
    expectRolledBack(stage);
    String after = stage.app().deployed();
    stage.check(after.equals(before), "the same Deployment with the same image", after);
    stage.ask(ANA, "1.9.0");
    stage.approve(BEN);
    expectUpgraded(stage, "1.9.0");
    String uid = before.split(" ", 2)[0];
    stage.check(stage.app().deployed().startsWith(uid), "the same Deployment still", uid);
  }

  private static void rejected(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0");
    stage.awaitGate();
    stage.press(BEN, "reject");
    String form = stage.slack().awaitView(BEN, view -> true).id();
    stage
        .slack()
        .as(BEN)
        .in("C0MIGRATE")
        .submit(form, Map.of("reason", "Release freeze until Monday"));
    expectUntouched(stage, REJECTED);
    stage.expectCause("Release freeze until Monday");
  }

  private static void expired(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0");
    stage.awaitGate();
    expectUntouched(stage, EXPIRED);
  }

  private static void selfApproval(Stage stage) throws Exception {
    stage.ask(BEN, "1.9.0");
    stage.awaitGate();
    stage.press(BEN, "approve");
    stage.expectToldAlone(BEN, "somebody else has to approve");
    stage.approve(CHO);
    expectUpgraded(stage, "1.9.0");
    stage.check(
        stage.view().report().approvedBy().equals(List.of("cho")),
        "cho approved",
        stage.view().report().approvedBy().toString());
  }

  private static void abort(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0-sleepy");
    stage.approve(BEN);
    stage.awaitProgress(Step.UPGRADE);
    stage.say("at upgrade");
    stage.type(CHO, "abort " + stage.run() + " wrong day");
    expectRolledBack(stage);
    stage.expectCause("aborted by cho: wrong day");
  }

  private static void movedTag(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0");
    stage.approve(BEN);
    stage.world().tag("1.9.0", "1.9.1");
    stage.say("somebody pushes another image as 1.9.0");
    try {
      stage.approve(CHO);
      expectUpgraded(stage, "1.9.0");
    } finally {
      stage.world().tag("1.9.0", "1.9.0");
    }
  }

  private static void busy(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0");
    stage.awaitGate();
    stage.type(CHO, "harbor 1.9.0");
    stage.expectToldAlone(CHO, "is held by run " + stage.run());
    stage.type(ANA, "abort " + stage.run() + " enough seen");
    expectUntouched(stage, ABORTED);
  }

  private static void workerRestart(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0-sleepy");
    stage.approve(BEN);
    stage.awaitProgress(Step.UPGRADE);
    stage.say("at upgrade");
    stage.restartWorkers();
    expectUpgraded(stage, "1.9.0-sleepy");
    String applied =
        stage.app().one("select count(*) from databasechangelog where id in ('k4', 'k5')");
    stage.check(applied.equals("2"), "each change once", applied);
  }

  private static void slackDown(Stage stage) throws Exception {
    stage.ask(ANA, "1.9.0-sleepy");
    stage.approve(BEN);
    stage.awaitStep(Step.TAKE_DOWN);
    stage.slack().faults().down();
    stage.say("Slack is away");
    try {
      stage.expectOutcome(UPGRADED);
      stage.expectUp("1.9.0-sleepy", "k5");
    } finally {
      stage.slack().faults().up();
      stage.slack().awaitConnection();
    }
    stage.say("Slack is back");
    expectUpgraded(stage, "1.9.0-sleepy");
  }

  private static void failingUndo(Stage stage) throws Exception {
    stage.ask(ANA, "2.0.0");
    stage.approve(BEN);
    stage.awaitStep(Step.SEAL);
    stage.world().cluster().faults().deny("create", "deployments", stage.app().berth().app());
    stage.world().cluster().faults().deny("patch", "deployments", stage.app().berth().app());
    stage.say("somebody takes Drydock's right to make the Deployment");
    try {
      stage.awaitState(RunState.NEEDS_OPERATOR);
      var need = stage.view().need();
      stage.check(
          need.notDone().contains("bring up the old version"),
          "what is left is named",
          need.toString());
      stage.say(
          "left: "
              + String.join("; ", need.notDone())
              + "; to go on: "
              + String.join(" ", need.goOn()));
      stage.type(CHO, stage.app().berth().app() + " 1.9.0");
      stage.expectToldAlone(CHO, "is held by run " + stage.run());
    } finally {
      stage.world().cluster().faults().allowAll();
    }
    stage.say("the right is back");
    stage.type(BEN, "resume " + stage.run());
    expectRolledBack(stage);
  }

  private static void expectUpgraded(Stage stage, String version) throws Exception {
    stage.expectOutcome(UPGRADED);
    stage.expectUp(version, "k5");
    stage.expectNothingLost();
    stage.expectFinalCard(UPGRADED);
  }

  private static void expectRolledBack(Stage stage) throws Exception {
    stage.expectOutcome(ROLLED_BACK);
    stage.expectUp("1.8.0", "k3");
    stage.expectNothingLost();
    stage.expectFinalCard(ROLLED_BACK);
  }

  private static void expectUntouched(Stage stage, Outcome outcome) throws Exception {
    stage.expectOutcome(outcome);
    stage.check(
        stage.view().report().downtime().isZero(),
        "no downtime",
        stage.view().report().downtime().toString());
    stage.expectUp("1.8.0", "k3");
    stage.expectNothingLost();
    stage.expectFinalCard(outcome);
  }
}
