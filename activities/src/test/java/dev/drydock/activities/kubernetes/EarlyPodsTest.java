package dev.drydock.activities.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyPodsTest {
  private static final String DONE = "restartCount: 0, state: {terminated: {exitCode: 0}}";
  private static final String RUNS = "restartCount: 0, state: {running: {}}";

  @Test
  void anInitContainersEndIsNone() {
    assertThat(areWell(DONE, RUNS)).isTrue();
    assertThat(areWell(DONE, DONE)).as("the app has ended").isFalse();
    assertThat(areWell(DONE, "restartCount: 1, state: {running: {}}")).isFalse();
    assertThat(areWell("restartCount: 1, state: {running: {}}", RUNS)).isFalse();
  }

  private static boolean areWell(String init, String app) {
    Pod pod =
        Serialization.unmarshal(
            """
            metadata: {name: keeper-1, uid: p-1}
            spec: {}
            status:
              initContainerStatuses: [{name: warm, %s}]
              containerStatuses: [{name: keeper, %s}]
            """
                .formatted(init, app),
            Pod.class);
    return EarlyPods.areWell(ManifestTest.seen(), List.of(pod), List.of());
  }
}
