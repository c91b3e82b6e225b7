package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.StepView;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Temporal, the API server and PostgreSQL go away under a run and come back. What is done is
 * neither done again nor forgotten: looked for in the attempts of the ledger, in the database, and
 * in what the cluster says was created.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class OutagesTest {
  private static final Duration TEMPORAL_AWAY = Duration.ofSeconds(30);
  private static final Duration API_AWAY = Duration.ofSeconds(5);

  /**
   * Always: one deed that ends while Temporal is away, between two others while users are out, and
   * the one that begins the point of no return. The rest with {@code -De2e.temporal.away=all}, or
   * by their names: each costs a minute and a half.
   */
  private static final Set<Step> ALWAYS = EnumSet.of(Step.UPGRADE, Step.BRING_UP);

  private static final List<Step> UNDER_TEMPORAL =
      List.of(
          Step.MAINTENANCE_POD,
          Step.TAKE_DOWN,
          Step.SEAL,
          Step.UPGRADE,
          Step.VERIFY,
          Step.BRING_UP);

  private static Installation installation;
  private static Machine machine;

  @BeforeAll
  static void forget() {
    machine = null;
  }

  /** Not before all: there a skip is reported nowhere. */
  @BeforeEach
  void parts() throws Exception {
    machine = Machine.required(Parts.required());
    installation = Installation.shared();
    installation.awaitReady();
  }

  static Stream<Step> underTemporal() {
    String wanted = System.getProperty("e2e.temporal.away", "");
    Set<String> words = Set.copyOf(Arrays.asList(wanted.split(",")));
    return UNDER_TEMPORAL.stream()
        .filter(
            step ->
                wanted.isEmpty()
                    ? ALWAYS.contains(step)
                    : wanted.equals("all") || words.contains(step.name()));
  }

  /** Shorter than the heartbeat timeout: nothing may be done a second time. */
  @ParameterizedTest
  @MethodSource("underTemporal")
  void temporalAway(Step step) throws Exception {
    try (Story story = Story.at(Berths.PARTS_TEMPORAL)) {
      Deeds deeds = Deeds.since(machine, story.keeper().name());
      story.begin("2.3.0");
      story.awaitStep(step);
      story.hit("temporal-server, at " + step.word());
      machine.away("temporal-server", TEMPORAL_AWAY);
      story.endsUpgraded("2.3.0", "r6");
      assertThat(story.view().steps()).extracting(StepView::attempt).containsOnly(1);
      story.toldOnce();
      deeds.wereDoneOnce(story);
    }
  }

  /** In the middle of a watch (take down), of an exec and its log (upgrade), of a roll-out. */
  @ParameterizedTest
  @MethodSource("underApiServer")
  void apiServerAway(Step step) throws Exception {
    try (Story story = Story.at(Berths.PARTS_API)) {
      Deeds deeds = Deeds.since(machine, story.keeper().name());
      story.begin("2.3.0");
      story.awaitStep(step);
      story.hit("kube-apiserver, at " + step.word());
      machine.away("kube-apiserver", API_AWAY);
      story.endsUpgraded("2.3.0", "r6");
      story.toldOnce();
      deeds.wereDoneOnce(story);
    }
  }

  static Stream<Step> underApiServer() {
    return Stream.of(Step.TAKE_DOWN, Step.UPGRADE, Step.BRING_UP);
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
}
