package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.kubernetes.Names;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.StepView;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * The Keeper runbook: a Deployment with a second container, Flask-Migrate in the container {@code
 * uwsgi}, its environment from a Secret, the image by digest from a registry, traffic through a
 * Service. Each way to end, as promised.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RunbookTest {
  @BeforeAll
  static void install() throws Exception {
    Installation.shared();
  }

  @SideBySide
  void upgrade() throws Exception {
    try (Story story = Story.at(Berths.UPGRADE)) {
      story.begin("1.9.0");
      story.endsUpgraded("1.9.0", "r5");
      assertThat(story.view().plan().image().digest()).startsWith("sha256:");
      assertThat(story.view().backup().method()).isEqualTo("pg_dump");
    }
  }

  /** It is ended and named, and writes nothing until the users are back. */
  @SideBySide
  void aWriterThatNobodyThoughtOfAndAContainerThatNeverEnds() throws Exception {
    try (Story story = Story.at(Berths.FORGOTTEN)) {
      Others others = new Others(story.keeper());
      others.forgottenWriter();
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      assertThat(story.keeper().maintenancePod().getSpec().getContainers())
          .extracting(Container::getName)
          .contains("proxy");
      story.endsUpgraded("2.3.0", "r6");

      StepView seal = story.step(Step.SEAL);
      assertThat(seal.result().path("ended").toString()).contains("(forgotten)");
      Instant fenced = seal.startedAt().plus(seal.took());
      assertThat(others.forgottenRows("at < '" + seal.startedAt() + "'")).isPositive();
      assertThat(
              others.forgottenRows(
                  "at > '%s' and at < '%s'"
                      .formatted(fenced, story.step(Step.BRING_UP).startedAt())))
          .isZero();
      String end = story.keeper().one("select clock_timestamp()");
      story.keeper().await(() -> others.forgottenRows("at > '" + end + "'") > 0);
    }
  }

  @SideBySide
  void failsHalfWay() throws Exception {
    try (Story story = Story.at(Berths.BROKEN)) {
      Others others = new Others(story.keeper());
      Set<String> owners = others.owners();
      story.begin("2.0.0");
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
      assertThat(others.owners())
          .as("who owns which field, after it was made anew")
          .isEqualTo(owners);
    }
  }

  /** The new pods stand behind the fence while the tool works, and nobody hears of them. */
  @SideBySide
  void newPodsThatStartEarly() throws Exception {
    try (Story story = Story.at(Berths.EARLY)) {
      story.begin("1.9.0");
      story.endsUpgraded("1.9.0", "r5");
      assertThat(story.view().steps())
          .anyMatch(step -> step.deed().equalsIgnoreCase("App.startNew"))
          .noneMatch(step -> String.valueOf(step.result()).contains("uwsgi"));
    }
  }

  @SideBySide
  @Tag("long")
  void newPodsThatStartedEarlyAndAMigrationThatFails() throws Exception {
    try (Story story = Story.at(Berths.EARLY_BROKEN)) {
      story.begin("2.0.0");
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
    }
  }

  @SideBySide
  void neverReady() throws Exception {
    try (Story story = Story.at(Berths.NEVER_READY)) {
      story.begin("1.8.5");
      story.endsAsItWas(Outcome.ROLLED_BACK, "0 of 2");
    }
  }

  @SideBySide
  void abortedWhileItUpgrades() throws Exception {
    try (Story story = Story.at(Berths.ABORTED)) {
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      story.type(Story.ANA, "abort " + story.run() + " changed my mind");
      story.endsAsItWas(Outcome.ROLLED_BACK, "ana");
    }
  }

  @SideBySide
  void wrongImage() throws Exception {
    try (Story story = Story.at(Berths.WRONG_IMAGE)) {
      story.ask(Story.ANA, "9.9.9");
      story.endsAsItWas(Outcome.REFUSED, "keeper-flask:9.9.9");
    }
  }

  @SideBySide
  void noRights() throws Exception {
    try (Story story = Story.at(Berths.NO_RIGHTS)) {
      var kubernetes = story.keeper().client();
      kubernetes.rbac().roleBindings().inNamespace(story.keeper().name()).delete();
      story.ask(Story.ANA, "1.9.0");
      story.endsAsItWas(
          Outcome.REFUSED,
          "too few rights in namespace keeper-no-rights",
          "doctor keeper-no-rights --rights");
    }
  }

  @SideBySide
  void upgradeKilledForMemory() throws Exception {
    try (Story story = Story.at(Berths.MEMORY)) {
      story.begin("2.1.0");
      story.endsAsItWas(Outcome.ROLLED_BACK, "OOMKilled");
    }
  }

  @SideBySide
  void unschedulable() throws Exception {
    try (Story story = Story.at(Berths.UNSCHEDULABLE)) {
      story.ask(Story.ANA, "1.9.0");
      story.endsAsItWas(Outcome.REFUSED, "Insufficient cpu");
    }
  }

  @SideBySide
  void evictedByTheKubelet() throws Exception {
    try (Story story = Story.at(Berths.EVICTED)) {
      story.begin("2.2.0");
      story.endsAsItWas(
          Outcome.ROLLED_BACK,
          "evicted pod " + Names.maintenancePod(story.run()),
          "exceeds the total limit of containers");
    }
  }

  @SideBySide
  @Tag("long")
  void evictedByAPerson() throws Exception {
    try (Story story = Story.at(Berths.DRAINED)) {
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      story.awaitProgress(Step.UPGRADE);
      evict(story.keeper());
      story.endsAsItWas(
          Outcome.ROLLED_BACK,
          "pod " + Names.maintenancePod(story.run()) + " was evicted through the API");
    }
  }

  private static void evict(Keeper keeper) {
    Pod pod = keeper.maintenancePod();
    Eviction eviction =
        new EvictionBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(keeper.name())
            .endMetadata()
            .build();
    keeper
        .client()
        .pods()
        .inNamespace(keeper.name())
        .withName(pod.getMetadata().getName())
        .evict(eviction);
  }
}
