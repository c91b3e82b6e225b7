package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Change;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import org.junit.jupiter.api.Test;

/** Each step done, done again, undone, undone again, and done once more. */
class ProcedureTest extends WithSteps {
  @Test
  void planTouchesNothingAndSaysEverything() {
    Plan plan = plan();
    assertThat(plan.fromVersion()).isEqualTo("1.8.0");
    assertThat(plan.running().digest()).isEqualTo(ShellImages.OLD);
    assertThat(plan.image().digest()).isEqualTo(ShellImages.NEW);
    assertThat(plan.replicas()).isEqualTo(2);
    assertThat(plan.schema().current()).isEqualTo("k3");
    assertThat(plan.schema().target()).isEqualTo("k5");
    assertThat(plan.schema().pending())
        .containsExactly(new Change("k4", "add a note"), new Change("k5", "fill it"));
    assertThat(journal().text(plan.schema().sql()))
        .isEqualTo("ALTER TABLE build ADD note text; -- from k3 to k5\n");
    assertThat(plan.notes()).contains("a note");
    assertThat(plan().digest()).isEqualTo(plan.digest());
    await(() -> drydockPods().isEmpty());
    assertThat(revision()).isEqualTo("k3");
  }

  @Test
  void maintenancePod() {
    Plan plan = plan();
    for (int round = 0; round < 2; round++) {
      assertThat(pod().prepare(podIn(plan)).imageDigest()).isEqualTo(ShellImages.NEW);
      assertThat(pod().prepare(podIn(plan)).pod()).isEqualTo("default/drydock-keeper-41");
      pod().remove(podIn(plan));
      assertThat(drydockPods()).isEmpty();
      pod().remove(podIn(plan));
    }
    assertThat(revision()).isEqualTo("k3");
  }

  @Test
  void takeDown() {
    Plan plan = plan();
    String owners = owners();
    AppActivities.Down down = app().takeDown(in(Step.TAKE_DOWN, plan));
    assertThat(down.podsEnded()).isEqualTo(2);
    assertThat(app().takeDown(in(Step.TAKE_DOWN, plan))).isEqualTo(down);
    AppActivities.Up up = app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(up.replicas()).isEqualTo(2);
    assertThat(app().bringUpOld(in(Step.TAKE_DOWN, plan)).uid()).isEqualTo(up.uid());
    assertThat(image()).isEqualTo("registry.sandbox/keeper:1.8.0@" + ShellImages.OLD);
    assertThat(deployment().getMetadata().getLabels()).containsEntry("team", "build");
    assertThat(owners()).isEqualTo(owners);
  }

  @Test
  void upgradeAndVerify() {
    Plan plan = plan();
    pod().prepare(podIn(plan));
    SchemaActivities.Upgraded done = schema().upgrade(schemaIn(Step.UPGRADE, plan));
    assertThat(done.exitCode()).isZero();
    assertThat(done.revision()).isEqualTo("k5");
    assertThat(done.note()).isEmpty();
    assertThat(journal().text(done.log()))
        .isEqualTo("connecting to postgresql://keeper:***@db/keeper\nupgraded to k5\n");
    assertThat(schema().upgrade(schemaIn(Step.UPGRADE, plan))).isEqualTo(done);
    assertThat(beside("calls")).hasContent("begun");
    assertThat(databases().endedSessionsOf()).contains(RUN);
    assertThat(schema().verify(schemaIn(Step.VERIFY, plan)).checks())
        .contains("revision k5, in one row, and no lock left", "builds: 7");
  }

  @Test
  void bringUp() {
    Plan plan = plan();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    databases().baseline(config(), RUN);
    for (int round = 0; round < 2; round++) {
      AppActivities.Up up = app().bringUpNew(in(Step.BRING_UP, plan));
      assertThat(app().bringUpNew(in(Step.BRING_UP, plan)).uid()).isEqualTo(up.uid());
      assertThat(image()).isEqualTo("registry.sandbox/keeper:1.9.0@" + ShellImages.NEW);
      var unwritten = new AppActivities.Unwritten(ref(Step.BRING_UP), plan, null);
      app().takeDownNew(unwritten);
      assertThat(pods()).allMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
      app().takeDownNew(unwritten);
    }
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(image()).contains("1.8.0");
  }

  private String image() {
    return deployment().getSpec().getTemplate().getSpec().getContainers().get(0).getImage();
  }

  private String owners() {
    return deployment().getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getSubresource() == null)
        .map(ManagedFieldsEntry::getManager)
        .toList()
        .toString();
  }
}
