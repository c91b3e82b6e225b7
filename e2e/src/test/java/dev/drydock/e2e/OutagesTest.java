package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.kubernetes.Names;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.StepView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Temporal, the API server and PostgreSQL go away under a run and come back. What is done is
 * neither done again nor forgotten: looked for in the attempts of the ledger, in the database, and
 * in what the cluster says was created.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class OutagesTest {
  private static final Duration TEMPORAL_AWAY = Duration.ofSeconds(30);
  private static final Duration API_AWAY = Duration.ofSeconds(5);

  private static final boolean ALL = "all".equals(System.getProperty("e2e.outages"));

  /**
   * One run meets all of them, as each costs the better part of a minute. {@code
   * -De2e.outages=all}: while each step runs and at the gate; else while it upgrades.
   */
  private static final List<Step> UNDER_TEMPORAL =
      ALL
          ? List.of(
              Step.MAINTENANCE_POD,
              Step.TAKE_DOWN,
              Step.SEAL,
              Step.UPGRADE,
              Step.VERIFY,
              Step.BRING_UP,
              Step.REPORT)
          : List.of(Step.UPGRADE);

  /** In the middle of a watch, of an exec and the tool's log, of a roll-out. */
  private static final List<Step> UNDER_API_SERVER =
      ALL ? List.of(Step.TAKE_DOWN, Step.UPGRADE, Step.BRING_UP) : List.of(Step.UPGRADE);

  private static Installation installation;
  private static Machine machine;

  /** Not before all: there a skip is reported nowhere. */
  @BeforeEach
  void parts() throws Exception {
    machine = Machine.required(Parts.required());
    installation = Installation.shared();
    installation.awaitReady();
  }

  /** Shorter than the heartbeat timeout: nothing may be done a second time. */
  @Test
  void temporalAway() throws Exception {
    try (Story story = Story.at(Berths.PARTS_TEMPORAL)) {
      Deeds deeds = Deeds.since(machine, story.keeper().name());
      story.ask(Story.ANA, "2.3.0");
      if (ALL) {
        away(story, "temporal-server", TEMPORAL_AWAY, List.of(Step.PLAN, Step.BACKUP));
        story.awaitGate();
        story.hit("temporal-server, at the gate");
        machine.away("temporal-server", TEMPORAL_AWAY);
      }
      story.approve(Story.BEN);
      away(story, "temporal-server", TEMPORAL_AWAY, UNDER_TEMPORAL);
      story.endsUpgraded("2.3.0", "r6");
      assertThat(story.view().steps()).extracting(StepView::attempt).containsOnly(1);
      story.toldOnce();
      deeds.wereDoneOnce(story);
    }
  }

  /** While each undo runs. */
  @Test
  @Tag("long")
  void temporalAwayOnTheWayBack() throws Exception {
    try (Story story = Story.at(Berths.PARTS_TEMPORAL_BACK)) {
      story.begin("2.0.0");
      for (Step step : List.of(Step.UPGRADE, Step.TAKE_DOWN, Step.MAINTENANCE_POD)) {
        story.awaitUndo(step);
        story.hit("temporal-server, at the way back from " + step.word());
        machine.away("temporal-server", TEMPORAL_AWAY);
      }
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
      assertThat(story.view().steps()).extracting(StepView::attempt).containsOnly(1);
      story.toldOnce();
    }
  }

  @Test
  void apiServerAway() throws Exception {
    try (Story story = Story.at(Berths.PARTS_API)) {
      Deeds deeds = Deeds.since(machine, story.keeper().name());
      story.begin("2.3.0");
      away(story, "kube-apiserver", API_AWAY, UNDER_API_SERVER);
      story.endsUpgraded("2.3.0", "r6");
      story.toldOnce();
      deeds.wereDoneOnce(story);
    }
  }

  private static void away(Story story, String part, Duration time, List<Step> steps)
      throws IOException {
    for (Step step : steps) {
      story.awaitStep(step);
      story.hit(part + ", at " + step.word());
      machine.away(part, time);
    }
  }

  /** The ledger, too, is in that server. */
  @Test
  void postgresCrashesWhileItUpgrades() throws Exception {
    try (Story story = Story.at(Berths.PARTS_POSTGRES)) {
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      story.awaitProgress(Step.UPGRADE);
      story.hit("postgres, at upgrade");
      machine.crashPostgres();
      story.endsAsItWas(Outcome.ROLLED_BACK, "connection");
      story.toldOnce();
    }
  }

  /** The maintenance pod uses more than it asks for, so that it is the first to go. */
  @Test
  void theNodeIsShortOfMemoryWhileItUpgrades() throws Exception {
    try (Story story = Story.at(Berths.PARTS_MEMORY)) {
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      story.hit("memory, at upgrade");
      try (Machine.ShortOfMemory pressed = machine.shortOfMemory()) {
        story.awaitState(RunState.ROLLING_BACK);
      }
      story.endsAsItWas(
          Outcome.ROLLED_BACK,
          "evicted pod " + Names.maintenancePod(story.run()),
          "The node was low on resource: memory");
    }
  }
}
