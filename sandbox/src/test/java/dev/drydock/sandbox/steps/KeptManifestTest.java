package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Step;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The old manifest's values: not in the ledger, and not lost either. */
class KeptManifestTest extends WithSteps {
  @Test
  void theLedgerHasItWithoutValuesAndItComesBackWithThem() {
    List<EnvVar> before = env();
    Plan plan = plan();
    Artifact kept = app().takeDown(in(Step.TAKE_DOWN, plan)).manifest();
    String shown = journal().text(kept);
    assertThat(shown)
        .contains("\"DB\"", "registry.sandbox/keeper:1.8.0", "drydock-keeper")
        .doesNotContain(before.get(0).getValue());
    app().takeDown(in(Step.TAKE_DOWN, plan));
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(env()).isEqualTo(before);
    assertThat(secret().getMetadata().getFinalizers()).as("let go of").isEmpty();
  }

  @Test
  void whoDeletesTheSecretMeanwhileDoesNotLoseIt() {
    List<EnvVar> before = env();
    Plan plan = plan();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    client().secrets().inNamespace("default").withName("drydock-keeper").delete();
    assertThat(secret().getMetadata().getDeletionTimestamp()).isNotNull();
    app().bringUpOld(in(Step.TAKE_DOWN, plan));
    assertThat(env()).isEqualTo(before);
    await(() -> secret() == null);
  }

  @Test
  void whereItsContentIsGoneNothingIsAppliedAndItIsNamed() {
    Plan plan = plan();
    app().takeDown(in(Step.TAKE_DOWN, plan));
    client()
        .secrets()
        .inNamespace("default")
        .withName("drydock-keeper")
        .edit(
            secret -> {
              secret.getData().replaceAll((key, value) -> "e30=");
              return secret;
            });
    assertThat(failureOf(() -> app().bringUpOld(in(Step.TAKE_DOWN, plan))).getOriginalMessage())
        .contains("Secret default/drydock-keeper no longer holds manifest-")
        .contains("make Deployment default/keeper again");
    // whose deletion may still have to end: down is when the last process has
    await(() -> deployment() == null);
  }

  private List<EnvVar> env() {
    return deployment().getSpec().getTemplate().getSpec().getContainers().get(0).getEnv();
  }

  private Secret secret() {
    return client().secrets().inNamespace("default").withName("drydock-keeper").get();
  }
}
