package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.book.Json;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways of the take-down, and who or what gets in between. */
class TakeDownTest extends WithSteps {
  private static final String OLD = "registry.sandbox/keeper:1.8.0";

  private Plan by(TakeDownWay way) {
    return by(way, Duration.ofSeconds(60));
  }

  private Plan by(TakeDownWay way, Duration limit) {
    configure(ShellApp.takenDown(way, limit));
    return plan();
  }

  // ---- scaled to 0 and kept

  @Test
  void scaledToNoneAndBackEachStepTwiceIsAsItWas() {
    Plan plan = by(TakeDownWay.SCALE);
    Deployment before = deployment();
    Set<String> owners = owners();
    AppActivities.In in = in(Step.TAKE_DOWN, plan);
    for (int round = 0; round < 2; round++) {
      AppActivities.Down down = app().takeDown(in);
      assertThat(down.podsEnded()).isEqualTo(2);
      assertThat(app().takeDown(in)).isEqualTo(down);
      assertThat(deployment().getSpec().getReplicas()).isZero();
      app().requireDown(in(Step.SEAL, plan));
      AppActivities.Up up = app().bringUpOld(in);
      assertThat(app().bringUpOld(in).uid()).isEqualTo(up.uid());
      assertThat(up.uid()).isEqualTo(before.getMetadata().getUid());
      assertThat(deployment().getSpec()).isEqualTo(before.getSpec());
      assertThat(deployment().getMetadata().getAnnotations())
          .isEqualTo(before.getMetadata().getAnnotations());
      assertThat(owners()).isEqualTo(owners);
    }
  }

  @Test
  void theKeptOneGetsTheNewVersionAndStaysItsOwners() {
    Plan plan = by(TakeDownWay.SCALE);
    String uid = deployment().getMetadata().getUid();
    Set<String> owners = owners();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    for (int round = 0; round < 2; round++) {
      app().bringUpNew(in(Step.BRING_UP, plan));
      AppActivities.Up up = app().bringUpNew(in(Step.BRING_UP, plan));
      assertThat(up.uid()).isEqualTo(uid);
      assertThat(image()).isEqualTo("registry.sandbox/keeper:1.9.0@" + ShellImages.NEW);
      assertThat(owners()).isEqualTo(owners);
      var unwritten = unwritten(plan);
      app().takeDownNew(unwritten);
      app().takeDownNew(unwritten);
      assertThat(pods()).allMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
    }
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(image()).isEqualTo(OLD);
    assertThat(owners()).isEqualTo(owners);
    // the owner's own next apply, without force and with another image
    Deployment next = ShellApp.deployment(beside("x").resolveSibling("revision"));
    next.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(OLD + "-next");
    next.getSpec().setReplicas(1);
    applyByOwner(next);
    assertThat(image()).isEqualTo(OLD + "-next");
  }

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void theNumberThatAnAutoscalerSetJustBeforeComesBackAndStaysItsOwn(TakeDownWay way) {
    Plan plan = by(way);
    journal().whenKept("manifest", () -> scale("kube-controller-manager", 3));
    app().takeDown(in(Step.TAKE_DOWN, plan));
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(3);
    assertThat(owners()).contains("kube-controller-manager/scale {f:spec={f:replicas={}}}");
    assertThat(owners()).noneMatch(owner -> owner.startsWith("drydock"));
  }

  @Test
  void aTagThatMovedMeanwhileIsPinnedToWhatRanBefore() {
    applyByOwner(alwaysPulled());
    await(this::isPulledAlways);
    Plan plan = by(TakeDownWay.SCALE);
    app().takeDown(in(Step.TAKE_DOWN, plan));
    shell().moveOldTag(images());
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(image()).isEqualTo(OLD + "@" + ShellImages.OLD);
    assertThat(owners()).noneMatch(owner -> owner.startsWith("drydock"));
  }

  @Test
  void anAttemptThatDiedBeforeItHandedTheFieldsBackIsMadeGood() {
    Plan plan = by(TakeDownWay.SCALE);
    Set<String> owners = owners();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    // as an attempt left it that had scaled up and then died
    patch("drydock", "{\"spec\":{\"replicas\":2}}");
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(owners()).isEqualTo(owners);
  }

  // ---- somebody brings it back

  @Test
  void whoScalesItUpAgainIsNamedAndTheOldVersionStays() {
    Plan plan = by(TakeDownWay.SCALE);
    app().takeDown(in(Step.TAKE_DOWN, plan));
    scale("kubectl", 1);
    assertFailure(() -> app().requireDown(in(Step.SEAL, plan)))
        .contains("scaled up again to 1 by kubectl (scale)");
    assertFailure(() -> app().bringUpNew(in(Step.BRING_UP, plan)))
        .contains("scaled up again by kubectl (scale)");
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(image()).isEqualTo(OLD);
  }

  @Test
  void anAutoscalerThatScalesItUpIsNamed() {
    client()
        .resource(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: keeper-load, namespace: default}
            spec:
              maxReplicas: 5
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: keeper}
            """)
        .create();
    Plan plan = by(TakeDownWay.SCALE);
    assertThat(plan.notes()).anyMatch(note -> note.startsWith("autoscaler keeper-load keeps out"));
    app().takeDown(in(Step.TAKE_DOWN, plan));
    scale("kube-controller-manager", 1);
    assertFailure(() -> app().requireDown(in(Step.SEAL, plan)))
        .contains("by autoscaler keeper-load");
  }

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void aControllerThatAppliesTheOldManifestIsNamedAndItsDeploymentIsTheWayBack(TakeDownWay way) {
    Plan plan = by(way);
    app().takeDown(in(Step.TAKE_DOWN, plan));
    if (way == TakeDownWay.DELETE) {
      await(() -> deployment() == null);
    }
    client()
        .resource(ShellApp.deployment(beside("x").resolveSibling("revision")))
        .fieldManager("gitops")
        .forceConflicts()
        .serverSideApply();
    assertFailure(() -> app().requireDown(in(Step.SEAL, plan))).contains("by gitops");
    assertFailure(() -> app().bringUpNew(in(Step.BRING_UP, plan))).contains("by gitops");
    String uid = deployment().getMetadata().getUid();
    assertThat(app().bringUpOld(in(Step.TAKE_DOWN, plan)).uid()).isEqualTo(uid);
    assertThat(image()).isEqualTo(OLD);
    assertThat(isUp("1.8.0")).isTrue();
  }

  @Test
  void anotherImageUnderTheOldNameIsNotTheOldVersion() {
    applyByOwner(alwaysPulled());
    await(this::isPulledAlways);
    Plan plan = by(TakeDownWay.DELETE);
    app().takeDown(in(Step.TAKE_DOWN, plan));
    await(() -> deployment() == null);
    shell().moveOldTag(images());
    applyByOwner(alwaysPulled());
    assertFailure(() -> app().bringUpOld(in(Step.TAKE_DOWN, plan)))
        .contains("made by owner")
        .contains("is not what belongs there");
  }

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void theOldVersionBroughtBackOnceIsTakenDownOnTheWayBack(TakeDownWay way) {
    Plan plan = by(way);
    app().takeDown(in(Step.TAKE_DOWN, plan));
    if (way == TakeDownWay.DELETE) {
      await(() -> deployment() == null);
      applyByOwner(ShellApp.deployment(beside("x").resolveSibling("revision")));
    } else {
      scale("kubectl", 2);
    }
    await(() -> isUp("1.8.0"));
    assertFailure(() -> app().bringUpNew(in(Step.BRING_UP, plan)));
    app().takeDownNew(unwritten(plan));
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(isUp("1.8.0")).isTrue();
  }

  // ---- what keeps it

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void aFinalizerThatKeepsAPodIsNamedAndDoesNotKeepTheKeptOne(TakeDownWay way) {
    Plan plan = by(way, Duration.ofSeconds(6));
    String pod = pods().get(0).getMetadata().getName();
    finalizers(pod, "[\"example.com/hold\"]");
    try {
      if (way == TakeDownWay.SCALE) {
        app().takeDown(in(Step.TAKE_DOWN, plan));
        app().bringUpOld(in(Step.TAKE_DOWN, plan));
        return;
      }
      assertFailure(() -> app().takeDown(in(Step.TAKE_DOWN, plan)))
          .contains("finalizer example.com/hold of pod " + pod + " on node")
          .contains("kubectl -n default get deployment,replicaset,pod -o yaml");
      assertFailure(() -> app().bringUpOld(in(Step.TAKE_DOWN, plan)))
          .contains("still being deleted, held by finalizer example.com/hold of pod " + pod);
    } finally {
      finalizers(pod, "null");
    }
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    await(() -> isUp("1.8.0"));
  }

  @Test
  void aFinalizerOfTheDeploymentIsNamed() {
    Plan plan = by(TakeDownWay.DELETE, Duration.ofSeconds(6));
    patch("owner", "{\"metadata\":{\"finalizers\":[\"example.com/keep\"]}}");
    assertFailure(() -> app().takeDown(in(Step.TAKE_DOWN, plan)))
        .contains("held by finalizer example.com/keep of its own");
    patch("owner", "{\"metadata\":{\"finalizers\":null}}");
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(isUp("1.8.0")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void aPodThatWasEvictedEarlierHoldsNothingUp(TakeDownWay way) {
    String evicted = pods().get(0).getMetadata().getName();
    cluster().faults().evict("default", evicted);
    await(() -> pods().size() == 3 && isUp("1.8.0"));
    Plan plan = by(way);
    app().takeDown(in(Step.TAKE_DOWN, plan));
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(isUp("1.8.0")).isTrue();
  }

  /** A second Deployment may carry the app's labels and one more; it is not the app. */
  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void podsOfAnotherDeploymentWithItsLabelsHoldNothingUp(TakeDownWay way) {
    Deployment worker = ShellApp.deployment(beside("other"));
    worker.getMetadata().setName("keeper-worker");
    worker.getSpec().getSelector().getMatchLabels().put("role", "worker");
    worker.getSpec().getTemplate().getMetadata().getLabels().put("role", "worker");
    client().resource(worker).create();
    await(() -> pods().size() == 4);
    Plan plan = by(way);
    AppActivities.Down down = app().takeDown(in(Step.TAKE_DOWN, plan));
    assertThat(down.podsEnded()).isEqualTo(2);
    assertThat(pods()).hasSizeGreaterThanOrEqualTo(2);
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(isUp("1.8.0")).isTrue();
  }

  // ---- refused before anything was touched

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void whatIsRefusedWasNotTouched(TakeDownWay way) {
    Plan plan = by(way);
    cluster().faults().deny(way == TakeDownWay.SCALE ? "patch" : "delete", "deployments");
    ApplicationFailure failure = failureOf(() -> app().takeDown(in(Step.TAKE_DOWN, plan)));
    assertThat(failure.getType()).isEqualTo(Failures.UNTOUCHED);
    assertThat(failure.getOriginalMessage()).contains("mend Drydock's Role");
    assertThat(isUp("1.8.0")).isTrue();
    cluster().faults().allowAll();
  }

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void oneThatSomebodyScaledToNoneIsNotTakenDown(TakeDownWay way) {
    Plan plan = by(way);
    scale("kubectl", 0);
    ApplicationFailure failure = failureOf(() -> app().takeDown(in(Step.TAKE_DOWN, plan)));
    assertThat(failure.getType()).isEqualTo(Failures.UNTOUCHED);
    assertThat(failure.getOriginalMessage()).contains("scaled to 0 by kubectl (scale)");
    assertThat(deployment().getMetadata().getDeletionTimestamp()).isNull();
  }

  // ---- short forms

  private Deployment alwaysPulled() {
    Deployment pulled = ShellApp.deployment(beside("x").resolveSibling("revision"));
    pulled.getSpec().getTemplate().getSpec().getContainers().get(0).setImagePullPolicy("Always");
    return pulled;
  }

  private boolean isPulledAlways() {
    return isUp("1.8.0")
        && Integer.valueOf(2).equals(deployment().getStatus().getUpdatedReplicas())
        && pods().size() == 2
        && pods().stream()
            .allMatch(
                pod ->
                    pod.getSpec().getContainers().get(0).getImagePullPolicy().equals("Always")
                        && pod.getMetadata().getDeletionTimestamp() == null);
  }

  private AppActivities.Unwritten unwritten(Plan plan) {
    databases().baseline(config(), RUN);
    return new AppActivities.Unwritten(ref(Step.BRING_UP), plan, null);
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertFailure(Runnable deed) {
    ApplicationFailure failure = failureOf(deed);
    assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED);
    return assertThat(failure.getOriginalMessage());
  }

  private String image() {
    return deployment().getSpec().getTemplate().getSpec().getContainers().get(0).getImage();
  }

  /** Manager, subresource and fields, without the status'. */
  private Set<String> owners() {
    return deployment().getMetadata().getManagedFields().stream()
        .filter(entry -> !"status".equals(entry.getSubresource()))
        .map(TakeDownTest::owner)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String owner(ManagedFieldsEntry entry) {
    String through = entry.getSubresource() == null ? "" : "/" + entry.getSubresource();
    return entry.getManager() + through + " " + entry.getFieldsV1().getAdditionalProperties();
  }

  /** As a person's kubectl and an autoscaler do it. */
  private void scale(String manager, int replicas) {
    client()
        .raw(
            "/apis/apps/v1/namespaces/default/deployments/keeper/scale?fieldManager=" + manager,
            "PUT",
            Json.read(
                """
                {"apiVersion": "autoscaling/v1", "kind": "Scale",
                 "metadata": {"name": "keeper", "namespace": "default"},
                 "spec": {"replicas": %d}}
                """
                    .formatted(replicas)));
  }

  private void patch(String manager, String mergePatch) {
    client()
        .apps()
        .deployments()
        .inNamespace("default")
        .withName("keeper")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(manager)
                .build(),
            mergePatch);
  }

  private void finalizers(String pod, String value) {
    client()
        .pods()
        .inNamespace("default")
        .withName(pod)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":" + value + "}}");
  }
}
