package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTroubleTest {
  @ParameterizedTest
  @CsvSource({
    "ErrImagePull, SOON",
    "ImagePullBackOff, SOON",
    "InvalidImageName, NEVER",
    "CreateContainerConfigError, NEVER",
    "RunContainerError, NEVER",
    "CrashLoopBackOff, NEVER"
  })
  void waitingReasons(String reason, PodTrouble.Passing passing) {
    Optional<PodTrouble> trouble =
        container("restartCount: 0, state: {waiting: {reason: " + reason + ", message: why}}");
    assertThat(trouble).hasValueSatisfying(t -> assertThat(t.passing()).isEqualTo(passing));
    assertThat(trouble.orElseThrow().words()).contains("why");
  }

  /** As a kubelet under load said of a pod that it started a moment later. */
  @Test
  void aBusyNodeTriesAgain() {
    String busy = "failed to sync secret cache: timed out waiting for the condition";
    assertThat(
            container(
                "restartCount: 0, state: {waiting: {reason: CreateContainerConfigError, message: '"
                    + busy
                    + "'}}"))
        .hasValueSatisfying(
            trouble -> assertThat(trouble.passing()).isEqualTo(PodTrouble.Passing.SOON));
  }

  @Test
  void containerBeingMadeOrRunningIsNoTrouble() {
    assertThat(container("restartCount: 0, state: {waiting: {reason: ContainerCreating}}"))
        .isEmpty();
    assertThat(container("restartCount: 0, state: {running: {}}")).isEmpty();
  }

  @Test
  void firstDeathMayPassInADeploymentTheSecondIsTrouble() {
    assertThat(container("restartCount: 0, state: {terminated: {exitCode: 3}}")).isEmpty();
    assertThat(
            container("restartCount: 1, state: {terminated: {exitCode: 3, message: 'boom\nlast'}}"))
        .hasValueSatisfying(
            t ->
                assertThat(t.words())
                    .isEqualTo("pod keeper-1, container keeper: exit code 3 (boom last)"));
  }

  @Test
  void anyDeathIsTroubleWhereNothingRestarts() {
    assertThat(
            pod(
                "Never",
                "restartCount: 0, state: {terminated: {exitCode: 137, reason: OOMKilled}}"))
        .hasValueSatisfying(t -> assertThat(t.words()).contains("exit code 137, OOMKilled"));
  }

  @Test
  void noNodeMayPass() {
    Pod pod =
        Serialization.unmarshal(
            """
            metadata: {name: keeper-1}
            spec: {}
            status:
              conditions: [{type: PodScheduled, status: "False", message: no node has a GPU}]
            """,
            Pod.class);
    assertThat(PodTrouble.of(pod))
        .contains(
            new PodTrouble(
                "pod keeper-1 finds no node: no node has a GPU", PodTrouble.Passing.LATER));
  }

  private static Optional<PodTrouble> container(String status) {
    return pod("Always", status);
  }

  private static Optional<PodTrouble> pod(String policy, String status) {
    return PodTrouble.of(
        Serialization.unmarshal(
            """
            metadata: {name: keeper-1}
            spec: {restartPolicy: %s}
            status:
              containerStatuses: [{name: keeper, image: "keeper:1", %s}]
            """
                .formatted(policy, status),
            Pod.class));
  }
}
