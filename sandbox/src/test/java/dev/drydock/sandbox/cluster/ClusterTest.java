package dev.drydock.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void aForegroundDeletionWaitsForThePods() {
    apply(deployment("keeper", 1, "registry.sandbox/keeper:1.8.0"));
    await(() -> rolledOut("keeper"));
    var keeper = client().apps().deployments().withName("keeper");
    keeper.withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    Deployment dying = keeper.get();
    assertThat(dying.getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
    await(() -> keeper.get() == null);
    assertThat(pods("app=keeper")).isEmpty();
    assertThat(client().apps().replicaSets().list().getItems()).isEmpty();
  }

  @Test
  void anImageIsRolledOut() {
    apply(deployment("keeper", 2, "registry.sandbox/keeper:1.8.0"));
    await(() -> rolledOut("keeper"));
    apply(deployment("keeper", 2, "registry.sandbox/keeper:1.9.0"));
    await(() -> rolledOut("keeper"));
    await(() -> pods("app=keeper").size() == 2);
    assertThat(pods("app=keeper"))
        .allMatch(
            p -> p.getStatus().getContainerStatuses().get(0).getImageID().endsWith("@" + NEW));
    assertThat(client().apps().replicaSets().list().getItems()).hasSize(2);
    Deployment now = client().apps().deployments().withName("keeper").get();
    assertThat(now.getMetadata().getAnnotations())
        .containsEntry("deployment.kubernetes.io/revision", "2");
  }

  @Test
  void aRollOutThatDoesNotProgressSaysSo() {
    Deployment broken = deployment("keeper", 1, "registry.sandbox/keeper:9");
    broken.getSpec().setProgressDeadlineSeconds(1);
    apply(broken);
    await(
        () ->
            client()
                .apps()
                .deployments()
                .withName("keeper")
                .get()
                .getStatus()
                .getConditions()
                .stream()
                .anyMatch(c -> c.getReason().equals("ProgressDeadlineExceeded")));
  }

  @Test
  void recreateEndsTheOldPodsFirst() {
    Deployment keeper = deployment("keeper", 1, "registry.sandbox/keeper:1.8.0");
    keeper
        .getSpec()
        .setStrategy(new io.fabric8.kubernetes.api.model.apps.DeploymentStrategy(null, "Recreate"));
    apply(keeper);
    await(() -> rolledOut("keeper"));
    keeper
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .setImage("registry.sandbox/keeper:1.9.0");
    AtomicInteger most = new AtomicInteger();
    apply(keeper);
    await(
        () -> {
          most.accumulateAndGet(pods("app=keeper").size(), Math::max);
          return rolledOut("keeper");
        });
    assertThat(most).hasValue(1);
  }

  @Test
  void aJobThatFailsIsNotTriedAgain() {
    String yaml =
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers:
                - {name: c, image: "registry.sandbox/keeper:1.8.0", command: [sh, -c, exit 5]}
        """;
    client().batch().v1().jobs().load(new java.io.ByteArrayInputStream(bytes(yaml))).create();
    await(
        () ->
            client().batch().v1().jobs().withName("once").get().getStatus().getConditions().stream()
                .anyMatch(
                    c ->
                        c.getType().equals("Failed")
                            && c.getReason().equals("BackoffLimitExceeded")));
    assertThat(pods("job-name=once")).hasSize(1);
  }

  @Test
  void noProcessIsLeft() {
    apply(deployment("keeper", 2, "registry.sandbox/keeper:1.8.0"));
    await(() -> rolledOut("keeper"));
    long before = ProcessHandle.current().descendants().count();
    cluster().close();
    assertThat(before).isGreaterThanOrEqualTo(2);
    await(() -> ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aServiceFailsNoRequestDuringARollOut() throws Exception {
    Deployment keeper = deployment("keeper", 2, "registry.sandbox/keeper:1.8.0");
    WebServer.in(keeper);
    apply(keeper);
    String service =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: keeper}
        spec: {selector: {app: keeper}, ports: [{port: 80, targetPort: 8080}]}
        """;
    client().services().load(new java.io.ByteArrayInputStream(bytes(service))).create();
    await(() -> rolledOut("keeper"));
    URI uri = cluster().service("default", "keeper");
    assertThat(status(uri)).isEqualTo(200);

    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger good = new AtomicInteger();
    AtomicInteger bad = new AtomicInteger();
    Thread visitor =
        new Thread(
            () -> {
              while (!over.get()) {
                (status(uri) == 200 ? good : bad).incrementAndGet();
              }
            });
    visitor.start();
    keeper
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .setImage("registry.sandbox/keeper:1.9.0");
    apply(keeper);
    await(() -> rolledOut("keeper") && pods("app=keeper").size() == 2);
    over.set(true);
    visitor.join();
    assertThat(bad).hasValue(0);
    assertThat(good.get()).isGreaterThan(10);
    client().apps().deployments().withName("keeper").scale(0);
    await(() -> status(uri) == 503);
  }

  private static int status(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setReadTimeout(5000);
      return connection.getResponseCode();
    } catch (IOException e) {
      return -1;
    }
  }
}
