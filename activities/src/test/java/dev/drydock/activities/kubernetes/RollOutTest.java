package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RollOutTest {
  @Test
  void completeByKubectlsRule() {
    assertThat(RollOut.isComplete(status("replicas: 2, updatedReplicas: 2, availableReplicas: 2")))
        .isTrue();
    assertThat(RollOut.isComplete(status("replicas: 3, updatedReplicas: 2, availableReplicas: 3")))
        .as("an old replica is left")
        .isFalse();
    assertThat(RollOut.isComplete(status("replicas: 2, updatedReplicas: 2, availableReplicas: 1")))
        .isFalse();
    assertThat(RollOut.isComplete(status("replicas: 2, updatedReplicas: 1, availableReplicas: 2")))
        .isFalse();
  }

  @Test
  void statusOfAnEarlierGenerationIsNotBelieved() {
    Manifest stale =
        ManifestTest.of(
            ManifestTest.DEPLOYMENT.replace("observedGeneration: 3", "observedGeneration: 2"));
    assertThat(RollOut.isComplete(stale)).isFalse();
    assertThat(RollOut.progress(stale)).isEqualTo("0 of 2 replicas are up");
  }

  @Test
  void noReplicaIsNotUp() {
    Manifest none =
        ManifestTest.of(
            ManifestTest.DEPLOYMENT
                .replace("replicas: 2\n", "replicas: 0\n")
                .replace("replicas: 2, updatedReplicas: 2, availableReplicas: 2", "replicas: 0"));
    assertThat(RollOut.isComplete(none)).isFalse();
  }

  @Test
  void theDeadlineIsFinalAndAPodThatIsNotAdmittedMayBeLater() {
    String late =
        "{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: timed out"
            + " progressing}";
    String quota =
        "{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: exceeded quota}";
    assertThat(trouble(quota))
        .contains(new PodTrouble("the roll-out fails: exceeded quota", PodTrouble.Passing.LATER));
    assertThat(trouble(late))
        .contains(
            new PodTrouble("the roll-out fails: timed out progressing", PodTrouble.Passing.NEVER));
    assertThat(trouble(quota + ", " + late)).as("what is final is told").isEqualTo(trouble(late));
    assertThat(RollOut.trouble(status("replicas: 2"))).isEmpty();
  }

  private static Optional<PodTrouble> trouble(String conditions) {
    return RollOut.trouble(status("conditions: [" + conditions + "]"));
  }

  private static Manifest status(String fields) {
    return ManifestTest.of(
        ManifestTest.DEPLOYMENT.replace(
            "replicas: 2, updatedReplicas: 2, availableReplicas: 2", fields));
  }
}
