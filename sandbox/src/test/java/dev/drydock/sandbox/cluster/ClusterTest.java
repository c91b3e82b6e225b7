package dev.drydock.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deployments and their pods, seen through the real client. */
final class ClusterTest extends WithCluster {
  @Test
  void aDeploymentComesUpAndItsPodsGoWithGrace() {
    apply(deployment("keeper", 2, "registry.sandbox/keeper:1.8.0"));
    await(() -> rolledOut("keeper"));

    List<Pod> pods = pods("app=keeper");
    assertThat(pods).hasSize(2);
    assertThat(pods.get(0).getStatus().getContainerStatuses().get(0).getImageID())
        .isEqualTo("registry.sandbox/keeper@" + OLD);

    client().apps().deployments().withName("keeper").delete();
    assertThat(client().apps().deployments().withName("keeper").get()).isNull();
    await(() -> pods("app=keeper").isEmpty());
  }
}
