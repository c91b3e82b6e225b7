package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.PodActivities;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be planned is refused in words that help; what has changed is void. */
class RefusedTest extends WithSteps {
  @AfterEach
  void nothingIsLeftAndNothingWasTouched() {
    await(() -> drydockPods().isEmpty());
    assertThat(revision()).isEqualTo("k3");
    assertThat(isUp("1.8.0")).isTrue();
  }

  @Test
  void missingRightsAreNamedAsRulesToCopy() {
    cluster().faults().deny("delete", "deployments");
    cluster().faults().deny("create", "pods/exec");
    assertThat(refusal())
        .contains("add to its Role")
        .contains(
            "- {apiGroups: [\"apps\"], resources: [deployments], resourceNames: [keeper], verbs:"
                + " [delete]}")
        .contains("- {apiGroups: [\"\"], resources: [pods/exec], verbs: [create]}");
  }

  @Test
  void whereItIsScaledToNoneTheRightToDeleteAndToMakeIsNotAskedFor() {
    configure(ShellApp.scaled());
    cluster().faults().deny("delete", "deployments");
    cluster().faults().deny("create", "deployments");
    plan();
    cluster().faults().deny("patch", "deployments");
    assertThat(refusal())
        .contains(
            "- {apiGroups: [\"apps\"], resources: [deployments], resourceNames: [keeper], verbs:"
                + " [patch]}")
        .doesNotContain("delete");
  }

  @Test
  void imageThatIsNotInTheRegistryIsNamed() {
    configure(
        ShellApp.config(
            List.of("tool", "target"), Duration.ofSeconds(60), "registry.sandbox/no:{version}"));
    assertThat(refusal()).contains("image registry.sandbox/no:1.9.0:");
  }

  @Test
  void toolThatIsNotInTheImageIsNamed() {
    configure(ShellApp.config(List.of("no-such-tool", "target"), Duration.ofSeconds(60)));
    assertThat(refusal())
        .contains("\"no-such-tool target\" cannot be run in image registry.sandbox/keeper:1.9.0")
        .contains("mend schema.commands");
  }

  /** Its tool would find nothing to do, or go down, and users would be out by then. */
  @Test
  void anImageThatIsOlderThanTheDatabaseIsNamed() throws Exception {
    behave("younger");
    assertThat(refusal())
        .contains("the database is at revision k3, which the image does not know")
        .contains("(\"tool known k3\" ended with code 1: (it printed nothing))");
  }

  /** It can be created, and not applied: once deleted it could not be made again. */
  @Test
  void aDeploymentThatCouldNotBeMadeAgainIsNotDeleted() {
    client()
        .apps()
        .deployments()
        .withName("keeper")
        .edit(
            d -> {
              List<EnvVar> env =
                  d.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv();
              env.add(new EnvVar("TWICE", "1", null));
              env.add(new EnvVar("TWICE", "2", null));
              return d;
            });
    await(() -> isUp("1.8.0"));
    assertThat(refusal())
        .contains("Deployment default/keeper could not be made again once it is deleted")
        .contains("duplicate entries for key [name=\"TWICE\"]")
        .contains("takeDown: scale");
    configure(ShellApp.scaled());
    assertThat(plan().schema().target()).isEqualTo("k5");
  }

  @Test
  void podThatFindsNoNodeIsTold() {
    cluster().faults().unschedulable("0/1 nodes are available: 1 Insufficient memory.");
    assertThat(refusal()).contains("finds no node").contains("Insufficient memory");
    cluster().faults().unschedulable("");
  }

  @Test
  void leftoversOfKilledPlansGoWithTheNextOne() {
    client()
        .resource(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: drydock-plan-preview-1
              namespace: default
              labels: {app.kubernetes.io/managed-by: drydock, drydock.dev/purpose: plan}
            spec:
              restartPolicy: Never
              containers: [{name: tool, image: "registry.sandbox/keeper:1.9.0", command: [sh, -c, exit 3]}]
            """)
        .create();
    await(() -> drydockPods().get(0).getStatus().getPhase().equals("Failed"));
    plan();
  }

  @Test
  void pausedDeploymentIsNotTouched() {
    edit("{\"spec\":{\"paused\":true}}");
    assertThat(refusal()).contains("Deployment default/keeper is paused");
  }

  @Test
  void aTagThatMovedAfterTheApprovalStartsNothing() throws Exception {
    Plan plan = plan();
    shell().moveTag(images());
    PodActivities.Ready ready = pod().prepare(podIn(plan));
    assertThat(ready.imageDigest()).isEqualTo(plan.image().digest());
    assertThat(drydockPods())
        .filteredOn(pod -> ready.pod().endsWith("/" + pod.getMetadata().getName()))
        .singleElement()
        .satisfies(
            pod ->
                assertThat(pod.getSpec().getContainers())
                    .extracting(Container::getImage)
                    .containsOnly(plan.image().pinned()));
    pod().remove(podIn(plan));
  }

  @Test
  void aToolThatIsToBeCalledInAnotherWayVoidsTheApproval() {
    Plan plan = plan();
    configure(ShellApp.config(List.of("sh", "-c", "tool target"), Duration.ofSeconds(60)));
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(Failures.PLAN_CHANGED);
    assertThat(failure.getOriginalMessage()).contains("schema:").contains("drydock.yaml changed");
    assertThat(drydockPods())
        .noneMatch(pod -> pod.getMetadata().getName().equals("drydock-" + RUN));
  }

  @Test
  void revisionThatMovedMeanwhileVoidsTheApproval() throws Exception {
    Plan plan = plan();
    Files.writeString(beside("x").resolveSibling("revision"), "k4\n");
    ApplicationFailure failure = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(failure.getType()).isEqualTo(Failures.PLAN_CHANGED);
    assertThat(failure.getOriginalMessage()).contains("current revision: k3 -> k4");
    pod().remove(podIn(plan));
    Files.writeString(beside("x").resolveSibling("revision"), "k3\n");
  }

  @Test
  void editedDeploymentIsNotTakenDown() {
    Plan plan = plan();
    edit("{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"by\":\"hand\"}}}}}");
    ApplicationFailure failure = failureOf(() -> app().takeDown(in(Step.TAKE_DOWN, plan)));
    assertThat(failure.getType()).isEqualTo(Failures.UNTOUCHED);
    assertThat(failure.getOriginalMessage()).contains("was changed by").contains("since the plan");
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
  }

  private void edit(String mergePatch) {
    client()
        .apps()
        .deployments()
        .inNamespace("default")
        .withName("keeper")
        .patch(
            io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
            mergePatch);
  }

  private String refusal() {
    ApplicationFailure failure = failureOf(this::plan);
    assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
    return failure.getOriginalMessage();
  }
}
