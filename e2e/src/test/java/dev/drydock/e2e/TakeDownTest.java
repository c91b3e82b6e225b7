package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Taken down by either way on a real cluster, and who or what gets in between. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TakeDownTest {
  @BeforeAll
  static void install() throws Exception {
    Installation.shared();
  }

  @SideBySide
  void scaledToNoneTheDeploymentStaysTheSameObjectOfTheSameOwners() throws Exception {
    try (Story story = Story.at(Berths.SCALED)) {
      Others others = new Others(story.keeper());
      String uid = story.keeper().deployment().getMetadata().getUid();
      Set<String> owners = others.owners();
      story.begin("2.0.0");
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
      assertThat(story.keeper().deployment().getMetadata().getUid()).isEqualTo(uid);
      assertThat(others.owners()).isEqualTo(owners);

      story.begin("1.9.0");
      story.expectOutcome(Outcome.UPGRADED);
      assertThat(others.owners()).isEqualTo(owners);
      story.endsUpgraded("1.9.0", "r5");
      assertThat(story.keeper().deployment().getMetadata().getUid()).isEqualTo(uid);
    }
  }

  @SideBySide
  void aControllerThatAppliesTheManifestEachSecond() throws Exception {
    try (Story story = Story.at(Berths.GITOPS)) {
      story.begin("1.9.0");
      story.awaitStep(Step.TAKE_DOWN);
      try (Others.Reconciler gitops = new Others(story.keeper()).reconcile("1.8.0")) {
        // Noticed at the seal or, if it is made a moment later, at bring up. From then on the
        // fields
        // are the reconciler's, so that the owner's own apply would rightly conflict.
        story.expectOutcome(Outcome.ROLLED_BACK);
        story.expectCause("by gitops");
        story.expectUp("1.8.0", "r2");
        story.expectNothingLost();
        story.expectFinalCard(Outcome.ROLLED_BACK);
      }
      assertThat(replicas(story)).isEqualTo(2);
    }
  }

  @SideBySide
  @Tag("long")
  void aPersonScalesItUpAgain() throws Exception {
    try (Story story = Story.at(Berths.SCALED_UP)) {
      String name = story.keeper().name();
      story.begin("1.9.0");
      story.awaitTrue(
          "it is scaled to 0", () -> story.keeper().deployment().getSpec().getReplicas() == 0);
      Installation.shared().kubectl("-n", name, "scale", "deployment", name, "--replicas=2");
      story.endsAsItWas(Outcome.ROLLED_BACK, "was scaled up again to 2 by kubectl (scale)");
    }
  }

  @SideBySide
  @Tag("long")
  void anAutoscalerBeforeItIsScaledDownAndWhileItComesUp() throws Exception {
    autoscaledBeforeAndAfter(Berths.AUTOSCALED);
  }

  @SideBySide
  void anAutoscalerBeforeItIsDeletedAndWhileItComesUp() throws Exception {
    autoscaledBeforeAndAfter(Berths.AUTOSCALED_DELETED);
  }

  private static boolean isNewWith(Keeper keeper, int replicas) {
    Deployment now = keeper.deployment();
    return now != null
        && now.getSpec().getReplicas() == replicas
        && now.getSpec().getTemplate().getSpec().getContainers().stream()
            .anyMatch(container -> container.getImage().contains(":1.9.0@"));
  }

  private static void autoscaledBeforeAndAfter(Berth berth) throws Exception {
    try (Story story = Story.at(berth)) {
      Others others = new Others(story.keeper());
      others.autoscaler(2);
      story.keeper().leaveReplicasOut();
      story.ask(Story.ANA, "1.9.0");
      story.awaitGate();
      others.autoscale(3);
      story.awaitTrue("the autoscaler has scaled it", () -> replicas(story) == 3);
      story.approve(Story.BEN);
      story.awaitTrue("the new version is on its way", () -> isNewWith(story.keeper(), 3));
      others.autoscale(4);
      story.endsUpgraded("1.9.0", "r5");
      assertThat(story.view().plan().replicas()).isEqualTo(2);
      story.awaitTrue("the autoscaler has scaled it again", () -> replicas(story) == 4);
      assertThat(others.owners())
          .contains("kube-controller-manager/scale {f:spec={f:replicas={}}}")
          .noneMatch(owner -> owner.startsWith("drydock"));
    }
  }

  private static int replicas(Story story) {
    return story.keeper().deployment().getSpec().getReplicas();
  }

  /** While the maintenance pod has it, the new version's pods could not be on another node. */
  @SideBySide
  void aVolumeOfTheAppsIsLetGoBeforeTheNewVersionComesUp() throws Exception {
    try (Story story = Story.at(Berths.FILES)) {
      story.keeper().keepFiles();
      story.begin("1.9.0");
      story.awaitStep(Step.UPGRADE);
      assertThat(maintenancePods(story)).singleElement().matches(TakeDownTest::hasFiles);
      story.awaitTrue("the new version is on its way", () -> isNewWith(story.keeper(), 2));
      assertThat(maintenancePods(story)).isEmpty();
      story.endsUpgraded("1.9.0", "r5");
    }
  }

  private static List<Pod> maintenancePods(Story story) throws Exception {
    return Installation.shared()
        .kubernetes()
        .pods()
        .inNamespace(story.keeper().name())
        .withLabel("app.kubernetes.io/managed-by", "drydock")
        .list()
        .getItems();
  }

  private static boolean hasFiles(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .anyMatch(volume -> volume.getPersistentVolumeClaim() != null);
  }

  @SideBySide
  void aFinalizerKeepsAPodOfTheDeletedOne() throws Exception {
    try (Story story = Story.at(Berths.HELD)) {
      Others others = new Others(story.keeper());
      String pod = others.pod();
      others.finalizers(pod, "[\"example.com/hold\"]");
      try {
        story.begin("1.9.0");
        story.awaitState(RunState.ROLLING_BACK);
      } finally {
        others.finalizers(pod, "null");
      }
      story.endsAsItWas(
          Outcome.ROLLED_BACK, "held by finalizer example.com/hold of pod " + pod + " on node");
    }
  }

  @SideBySide
  @Tag("long")
  void aFinalizerOnAPodThatHasEndedDoesNotHoldTheScaledOne() throws Exception {
    try (Story story = Story.at(Berths.HELD_SCALED)) {
      Others others = new Others(story.keeper());
      String pod = others.pod();
      others.finalizers(pod, "[\"example.com/hold\"]");
      try {
        story.begin("1.9.0");
        story.endsUpgraded("1.9.0", "r5");
      } finally {
        others.finalizers(pod, "null");
      }
    }
  }
}
