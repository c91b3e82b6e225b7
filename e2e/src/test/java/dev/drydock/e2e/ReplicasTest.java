package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.StepView;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of two replicas of each role one is ended in the middle of a run; the other goes on with it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ReplicasTest {
  private static Installation installation;
  private static Replicas replicas;

  @BeforeAll
  static void install() throws Exception {
    installation = Installation.shared();
    replicas = new Replicas(installation);
  }

  @AfterAll
  static void close() {
    if (replicas != null) {
      replicas.close();
    }
  }

  @AfterEach
  void awaitReady() {
    installation.awaitReady();
  }

  /** The tool runs on in its pod; another worker finds it there. */
  @Test
  void activityWorkerKilledWhileItUpgrades() throws Exception {
    try (Story story = Story.at(Berths.PARTS_UPGRADE)) {
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      story.awaitProgress(Step.UPGRADE);
      replicas.kill(story.victim(replicas.acting(story.view())));
      story.endsUpgraded("2.3.0", "r6");
      assertThat(story.step(Step.UPGRADE).attempt()).isEqualTo(2);
      story.toldOnce();
    }
  }

  @Test
  @Tag("long")
  void activityWorkerDeletedWhileItTakesDown() throws Exception {
    try (Story story = Story.at(Berths.PARTS_TAKE_DOWN)) {
      story.begin("1.9.0");
      story.awaitStep(Step.TAKE_DOWN);
      replicas.delete(story.victim(replicas.acting(story.view())));
      story.endsUpgraded("1.9.0", "r5");
      story.toldOnce();
    }
  }

  /** On the way back, too. */
  @Test
  @Tag("long")
  void activityWorkerKilledWhileItBringsTheOldVersionUp() throws Exception {
    try (Story story = Story.at(Berths.PARTS_BACK)) {
      story.begin("2.0.0");
      story.awaitUndo(Step.TAKE_DOWN);
      replicas.kill(story.victim(replicas.acting(story.view())));
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
      story.toldOnce();
    }
  }

  @Test
  @Tag("long")
  void botAndWorkflowWorkerKilledAtTheGateAndAgainWhileItUpgrades() throws Exception {
    try (Story story = Story.at(Berths.PARTS_GATE)) {
      story.ask(Story.ANA, "2.3.0");
      story.awaitGate();
      replicas.kill(story.victim(replicas.posting(story.run())));
      replicas.kill(story.victim(replicas.deciding(story.view())));
      story.approve(Story.BEN);
      story.awaitStep(Step.UPGRADE);
      replicas.kill(story.victim(replicas.deciding(story.view())));
      story.endsUpgraded("2.3.0", "r6");
      assertThat(story.view().steps()).extracting(StepView::attempt).containsOnly(1);
      story.toldOnce();
    }
  }

  /** Drydock itself is upgraded under a run: the step that runs is let end where it runs. */
  @Test
  void everyRoleRolledOutAnewWhileItUpgrades() throws Exception {
    try (Story story = Story.at(Berths.PARTS_ROLLED_OUT)) {
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      story.awaitProgress(Step.UPGRADE);
      List<String> before = names();
      replicas.terminate(story.victim(replicas.acting(story.view())));
      Instant terminated = Instant.now();
      replicas.restartAll();
      story.endsUpgraded("2.3.0", "r6");
      assertThat(story.view().steps()).extracting(StepView::attempt).containsOnly(1);
      StepView upgrade = story.step(Step.UPGRADE);
      assertThat(upgrade.startedAt().plus(upgrade.took()))
          .as("the worker was told to end in the middle of it")
          .isAfter(terminated);
      story.toldOnce();
      installation.awaitRolledOut();
      assertThat(names()).doesNotContainAnyElementsOf(before);
    }
  }

  private static List<String> names() {
    return List.of("workflow", "activity", "bot").stream()
        .flatMap(role -> installation.pods(role).stream())
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(Pod::getMetadata)
        .map(io.fabric8.kubernetes.api.model.ObjectMeta::getName)
        .toList();
  }
}
