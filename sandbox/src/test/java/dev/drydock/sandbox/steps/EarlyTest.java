package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.TakeDownWay;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The new version's pods start while the database is fenced, and are let in at bring up. */
class EarlyTest extends WithSteps {
  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void theyAreThereWhenTheyAreLetIn(TakeDownWay way) {
    configure(ShellApp.early(way));
    Plan plan = plan();
    assertThat(plan.startEarly()).isTrue();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    app().startNew(in(Step.SEAL, plan));
    assertThat(databases().fenceDeeds()).containsExactly("fence");
    await(() -> isUp("1.9.0"));
    app().startNew(in(Step.SEAL, plan));
    String uid = deployment().getMetadata().getUid();
    AppActivities.Up up = app().bringUpNew(in(Step.BRING_UP, plan));
    assertThat(up.uid()).isEqualTo(uid);
    assertThat(databases().fenceDeeds()).containsExactly("fence", "fence", "unfence");
  }

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void theyAreTakenDownOnTheWayBack(TakeDownWay way) {
    configure(ShellApp.early(way));
    Plan plan = plan();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    app().startNew(in(Step.SEAL, plan));
    app().stopNew(in(Step.SEAL, plan));
    assertThat(pods()).allMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
    app().stopNew(in(Step.SEAL, plan));
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(isUp("1.8.0")).isTrue();
    assertThat(databases().fenceDeeds()).containsExactly("fence", "unfence");
  }

  @ParameterizedTest
  @EnumSource(TakeDownWay.class)
  void thoseThatDidNotWaitAreMadeAnew(TakeDownWay way) {
    configure(ShellApp.early(way));
    Plan plan = plan();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    app().startNew(in(Step.SEAL, plan));
    await(() -> isUp("1.9.0"));
    Pod crashed =
        pods().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .findFirst()
            .orElseThrow();
    cluster().faults().oomKill("default", crashed.getMetadata().getName(), "keeper");
    await(() -> restarts(crashed) > 0);
    app().bringUpNew(in(Step.BRING_UP, plan));
    assertThat(pods())
        .filteredOn(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .noneMatch(pod -> pod.getMetadata().getUid().equals(crashed.getMetadata().getUid()));
  }

  private int restarts(Pod pod) {
    return pods().stream()
        .filter(now -> now.getMetadata().getUid().equals(pod.getMetadata().getUid()))
        .flatMap(now -> now.getStatus().getContainerStatuses().stream())
        .mapToInt(status -> status.getRestartCount() == null ? 0 : status.getRestartCount())
        .sum();
  }
}
