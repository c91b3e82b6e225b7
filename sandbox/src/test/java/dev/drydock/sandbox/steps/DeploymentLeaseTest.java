package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.HoldChanged;
import dev.drydock.activities.kubernetes.DeploymentLease;
import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** One run at a time on a Deployment, whoever starts it. */
class DeploymentLeaseTest extends WithSteps {
  private DeploymentLease leaseOf(String installation) {
    return new DeploymentLease(client(), config(), new MemoryJournal(installation));
  }

  private DeploymentLease ours() {
    return new DeploymentLease(client(), config(), journal());
  }

  private LeaseSpec spec() {
    return client().leases().inNamespace("default").withName("drydock-keeper").get().getSpec();
  }

  @Test
  void aRunHoldsItFromTheMaintenancePodToItsEnd() {
    Plan plan = plan();
    assertThat(ours().held()).isEmpty();
    pod().prepare(podIn(plan));
    pod().prepare(podIn(plan));
    assertThat(spec().getHolderIdentity()).isEqualTo(RUN + " of " + journal().installation());
    assertThat(spec().getLeaseTransitions()).isEqualTo(1);
    pod().remove(podIn(plan));
    pod().remove(podIn(plan));
    assertThat(ours().held()).isEmpty();
    ours().claim("keeper-42");
    assertThat(spec().getLeaseTransitions()).as("rises with each run").isEqualTo(2);
  }

  @Test
  void anotherDrydockIsRefusedInItsPlanAndBeforeTheTakeDown() {
    Plan plan = plan();
    leaseOf("another ledger").claim(RUN);
    ApplicationFailure refused = failureOf(this::plan);
    assertThat(refused.getType()).isEqualTo(Failures.REFUSED);
    assertThat(refused.getOriginalMessage())
        .contains("Deployment default/keeper is held by run keeper-41 (since 20")
        .contains("drydock unfence keeper");
    ApplicationFailure stopped = failureOf(() -> pod().prepare(podIn(plan)));
    assertThat(stopped.getType()).as("no change of the plan").isEqualTo(Failures.STEP_FAILED);
    assertThat(stopped.getOriginalMessage()).contains("is held by run keeper-41");
    assertThat(isUp("1.8.0")).isTrue();

    pod().remove(podIn(plan));
    assertThat(spec().getHolderIdentity()).as("not ours to let go").contains("another ledger");
    ours().breakHold(ours().held().orElseThrow().id());
    ours().claim(RUN);
    assertThat(app().takeDown(in(Step.TAKE_DOWN, plan())).podsEnded()).isPositive();
  }

  @Test
  void eachDeedSaysThatTheRunIsAtWorkAndNoneTouchesWhatIsAnothersByNow() {
    Plan plan = plan();
    pod().prepare(podIn(plan));
    var before = spec().getRenewTime();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    assertThat(spec().getRenewTime()).isAfter(before);
    ours().breakHold(ours().held().orElseThrow().id());
    leaseOf("another ledger").claim("tower-7");
    ApplicationFailure refused = failureOf(() -> app().bringUpOld(in(Step.TAKE_DOWN, plan)));
    assertThat(refused.getOriginalMessage())
        .contains("is held by run tower-7 (since 20", "last at work 20");
    assertThat(client().apps().deployments().inNamespace("default").withName("keeper").get())
        .as("left alone")
        .isNull();
    var unwritten = new AppActivities.Unwritten(ref(Step.BRING_UP), plan, null);
    for (Runnable late :
        List.<Runnable>of(
            () -> app().stopNew(in(Step.BRING_UP, plan)), () -> app().takeDownNew(unwritten))) {
      assertThat(failureOf(late).getOriginalMessage()).contains("is held by run tower-7");
    }
    leaseOf("another ledger").release("tower-7");
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(isUp("1.8.0")).isTrue();
  }

  @Test
  void thatItCannotBeRenewedHoldsUpNoDeed() {
    Plan plan = plan();
    pod().prepare(podIn(plan));
    cluster().faults().deny("patch", "leases", "drydock-keeper");
    try {
      app().takeDown(in(Step.TAKE_DOWN, plan));
      app().bringUpOld(in(Step.TAKE_DOWN, plan));
    } finally {
      cluster().faults().allowAll();
    }
    assertThat(isUp("1.8.0")).isTrue();
  }

  @Test
  void whatARunThatHasEndedLeftIsTakenOver() {
    ours().claim("keeper-40");
    assertThatThrownBy(() -> ours().claim(RUN)).hasMessageContaining("is held by run keeper-40");
    journal().close("keeper-40");
    ours().requireFree(RUN);
    ours().claim(RUN);
    assertThat(spec().getHolderIdentity()).isEqualTo(RUN + " of " + journal().installation());
    assertThat(spec().getLeaseTransitions()).isEqualTo(2);
  }

  @Test
  void whatChangedHandsSinceItWasShownIsLeftAlone() {
    leaseOf("another ledger").claim(RUN);
    Fences.Hold shown = ours().held().orElseThrow();
    leaseOf("another ledger").release(RUN);
    ours().breakHold(shown.id());
    assertThat(ours().held()).as("nobody's: nothing to do").isEmpty();

    leaseOf("another ledger").claim("keeper-42");
    assertThatThrownBy(() -> ours().breakHold(shown.id()))
        .isInstanceOf(HoldChanged.class)
        .hasMessageContaining("Deployment default/keeper is no longer held by what you were shown")
        .hasMessageContaining("but by run keeper-42 (since 20");
    leaseOf("another ledger").release("keeper-42");
    leaseOf("another ledger").claim(RUN);
    assertThatThrownBy(() -> ours().breakHold(shown.id()))
        .as("the same run, which has come back")
        .isInstanceOf(HoldChanged.class);
    assertThat(spec().getHolderIdentity()).isEqualTo(RUN + " of another ledger");
    ours().breakHold(ours().held().orElseThrow().id());
    assertThat(ours().held()).isEmpty();
  }

  @RepeatedTest(20)
  void ofManyAtOnceOneGetsIt() throws Exception {
    int many = 6;
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Future<Boolean>> tries = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        DeploymentLease one = leaseOf("ledger " + i);
        tries.add(
            threads.submit(
                () -> {
                  go.await();
                  try {
                    one.claim(RUN);
                    return true;
                  } catch (RuntimeException held) {
                    assertThat(held).hasMessageContaining("is held by run keeper-41");
                    return false;
                  }
                }));
      }
      go.countDown();
      int got = 0;
      for (Future<Boolean> one : tries) {
        got += one.get() ? 1 : 0;
      }
      assertThat(got).isEqualTo(1);
      assertThat(spec().getLeaseTransitions()).isEqualTo(1);
      assertThatThrownBy(() -> ours().requireFree(RUN)).hasMessageContaining("is held by");
    } finally {
      threads.shutdownNow();
    }
  }
}
