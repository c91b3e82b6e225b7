package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.kubernetes.Names;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cluster refuses, loses and lets others change: said on the card, and nothing is lost. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BadDaysTest {
  @BeforeAll
  static void install() throws Exception {
    Installation.shared();
  }

  // ---- the namespace does not admit the maintenance pod

  @Test
  void aQuotaALimitAndPodSecurityRefuseInThePlan() throws Exception {
    try (Story story = Story.at(Berths.NOT_ADMITTED)) {
      Others others = new Others(story.keeper());
      HasMetadata quota =
          others.make(
              """
              apiVersion: v1
              kind: ResourceQuota
              metadata: {name: two-pods}
              spec: {hard: {pods: "2"}}
              """);
      story.awaitTrue("the quota is counted", () -> others.isCounted("two-pods"));
      refused(story, "exceeded quota: two-pods", "make room in that ResourceQuota");
      others.remove(quota);

      HasMetadata limits =
          others.make(
              """
              apiVersion: v1
              kind: LimitRange
              metadata: {name: small}
              spec: {limits: [{type: Container, max: {memory: 16Mi}}]}
              """);
      refused(
          story,
          "must be less than or equal to memory limit of 16Mi",
          "a limit that nobody set is a LimitRange's");
      others.remove(limits);

      others.enforcePodSecurity("restricted");
      refused(story, "violates PodSecurity \"restricted:latest\"", "securityContext");
    }
  }

  private static void refused(Story story, String... words) throws Exception {
    String before = story.keeper().deployment().getMetadata().getUid();
    story.ask(Story.ANA, "1.9.0");
    story.endsAsItWas(Outcome.REFUSED, words);
    assertThat(story.keeper().deployment().getMetadata().getUid()).isEqualTo(before);
    assertThat(story.view().report().downtime()).isZero();
  }

  // ---- somebody changes what was approved

  @Test
  @Tag("long")
  void aSecretRotatedBeforeTheApprovalIsCarriedOut() throws Exception {
    try (Story story = Story.at(Berths.ROTATED)) {
      Others others = new Others(story.keeper());
      others.letDrydockLookAtSecret("keeper-db");
      story.ask(Story.ANA, "1.9.0");
      story.awaitGate();
      others.rotate("keeper-db");
      story.press(Story.BEN, "approve");
      story.endsAsItWas(Outcome.VOID, "Secret keeper-db");
      assertThat(story.view().report().downtime()).isZero();

      story.begin("1.9.0");
      story.endsUpgraded("1.9.0", "r5");
    }
  }

  /** The maintenance pod keeps the environment it was started with; the old version has the new. */
  @Test
  @Tag("long")
  void aPasswordRotatedAfterTheMaintenancePodWasMade() throws Exception {
    try (Story story = Story.at(Berths.ROTATED_LATE)) {
      story.keeper().rotate("before");
      story.keeper().kubectl("rollout", "restart", "deployment/" + story.keeper().name());
      story.keeper().await(story.keeper()::isRolledOut);
      story.begin("1.9.0");
      story.awaitTrue(
          "the gate before the upgrade",
          () ->
              story
                  .view()
                  .openGate()
                  .filter(gate -> gate.policy().before() == Step.UPGRADE)
                  .isPresent());
      story.keeper().rotate("after");
      story.approve(Story.BEN);
      story.endsAsItWas(Outcome.ROLLED_BACK, "password authentication failed for user");
    }
  }

  @Test
  void theDeploymentChangedBeforeAndAfterTheMaintenancePod() throws Exception {
    try (Story story = Story.at(Berths.CHANGED)) {
      Others others = new Others(story.keeper());
      story.ask(Story.ANA, "1.9.0");
      story.awaitGate();
      others.edit("kubectl-edit", template("before"));
      story.press(Story.BEN, "approve");
      story.endsAsItWas(Outcome.VOID, "Deployment");

      story.keeper().await(story.keeper()::isRolledOut);
      story.begin("1.9.0");
      story.awaitTrue(
          "the maintenance pod is made",
          () -> story.keeper().strangers().contains(Names.maintenancePod(story.run())));
      others.edit("kubectl-edit", template("after"));
      story.endsAsItWas(Outcome.NOT_CARRIED_OUT, "was changed by kubectl-edit since the plan");
      assertThat(story.view().report().downtime()).isZero();
    }
  }

  private static String template(String word) {
    return "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"team/edited\":\"%s\"}}}}}"
        .formatted(word);
  }

  // ---- Drydock's rights are taken away

  @Test
  void theRightsTakenAwayWhileItUpgrades() throws Exception {
    try (Story story = Story.at(Berths.RIGHTS_TAKEN)) {
      Installation installation = Installation.shared();
      story.begin("2.3.0");
      story.awaitStep(Step.UPGRADE);
      story.awaitProgress(Step.UPGRADE);
      installation.kubernetes().rbac().roleBindings().inNamespace(story.keeper().name()).delete();
      story.awaitState(RunState.NEEDS_OPERATOR);
      story.say("card: " + story.view().need());
      assertThat(story.view().need().cause())
          .contains("system:serviceaccount:" + Installation.NAMESPACE + ":drydock-activity")
          .contains("cannot")
          .contains("mend Drydock's Role");
      story.keeper().grant(false);
      story.say(installation.drydock("resume", story.run(), "--as", "ben"));
      story.endsAsItWas(Outcome.ROLLED_BACK, "cannot");
    }
  }

  // ---- the registry is away

  @Test
  void theRegistryGoneAfterTheGateOpened() throws Exception {
    Installation installation = Installation.shared();
    Machine machine = Machine.required(installation.parts());
    String tag = "1.9.0-" + Installation.NAMESPACE + "-" + System.currentTimeMillis();
    Shell.run(
        Map.of(),
        List.of(
            machine.program("crane"),
            "mutate",
            installation.parts().image(Installation.KEEPER + ":1.9.0"),
            "--label",
            "only=" + tag,
            "--tag",
            installation.parts().image(Installation.KEEPER + ":" + tag)));
    try (Story story = Story.at(Berths.NO_REGISTRY)) {
      story.ask(Story.ANA, tag);
      story.awaitGate();
      try (Machine.Closed registry = machine.closed(installation.parts().registry())) {
        story.say("nobody reaches " + registry.address());
        story.press(Story.BEN, "approve");
        story.expectOutcome(Outcome.STOPPED);
      }
      story.endsAsItWas(Outcome.STOPPED, "keeper-flask:" + tag, "connection refused");
      assertThat(story.view().report().downtime()).isZero();
      story.begin(tag);
      story.endsUpgraded("1.9.0", "r5");
    }
  }
}
