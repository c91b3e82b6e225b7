package dev.drydock.sandbox.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A cluster of its own for each test, with two versions of an image, and a client of it. */
abstract class WithCluster {
  static final String OLD = "sha256:" + "a".repeat(64);
  static final String NEW = "sha256:" + "b".repeat(64);

  static {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
  }

  @TempDir Path dir;
  private final Images images = new Images();
  private Cluster cluster;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    images.put("registry.sandbox/keeper:1.8.0", image(OLD, "1.8.0"));
    images.put("registry.sandbox/keeper:1.9.0", image(NEW, "1.9.0"));
    cluster = Cluster.start(dir.resolve("cluster"), images, timing(), 0);
    Config config = Config.fromKubeconfig(cluster.kubeconfig());
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  Timing timing() {
    return new Timing(Duration.ofMillis(500), Duration.ofMillis(100));
  }

  /** An image with {@code bin/serve}, which runs until SIGTERM, and its version as environment. */
  private Images.Image image(String digest, String version) throws IOException {
    Path root = Files.createDirectories(dir.resolve("images").resolve(version));
    Path serve = Files.createDirectories(root.resolve("bin")).resolve("serve");
    Files.writeString(
        serve,
        """
        #!/bin/sh
        trap 'echo bye; exit 0' TERM
        echo "keeper $VERSION"
        while :; do sleep 0.05; done
        """);
    Files.setPosixFilePermissions(serve, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Images.Image(digest, root, Map.of("VERSION", version), List.of("serve"));
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  Cluster cluster() {
    return cluster;
  }

  Images images() {
    return images;
  }

  KubernetesClient client() {
    return client;
  }

  static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(condition);
  }

  <T extends HasMetadata> T apply(T object) {
    return client.resource(object).inNamespace("default").serverSideApply();
  }

  Pod pod(String yaml) {
    Pod pod = client.pods().load(new java.io.ByteArrayInputStream(bytes(yaml))).item();
    return client.pods().inNamespace("default").resource(pod).create();
  }

  static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  Pod pod() {
    return client.pods().inNamespace("default").withName("p").get();
  }

  List<Pod> pods(String selector) {
    return client.pods().inNamespace("default").withLabelSelector(selector).list().getItems();
  }

  Deployment deployment(String name, int replicas, String image) {
    return client
        .apps()
        .deployments()
        .load(
            new java.io.ByteArrayInputStream(
                bytes(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: %1$s}
                    spec:
                      replicas: %2$d
                      selector: {matchLabels: {app: %1$s}}
                      template:
                        metadata: {labels: {app: %1$s}}
                        spec:
                          terminationGracePeriodSeconds: 5
                          containers:
                            - {name: web, image: "%3$s", ports: [{containerPort: 8080}]}
                    """
                        .formatted(name, replicas, image))))
        .item();
  }

  /** kubectl's rule. */
  boolean rolledOut(String name) {
    Deployment d = client.apps().deployments().inNamespace("default").withName(name).get();
    int wanted = d.getSpec().getReplicas();
    var status = d.getStatus();
    return status != null
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() >= d.getMetadata().getGeneration()
        && number(status.getUpdatedReplicas()) == wanted
        && number(status.getReplicas()) <= number(status.getUpdatedReplicas())
        && number(status.getAvailableReplicas()) >= number(status.getUpdatedReplicas());
  }

  static int number(Integer value) {
    return Objects.requireNonNullElse(value, 0);
  }
}
