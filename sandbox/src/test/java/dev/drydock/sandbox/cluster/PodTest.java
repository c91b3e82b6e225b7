package dev.drydock.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a single pod. */
final class PodTest extends WithCluster {
  private static String yaml(String policy, String command) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec:
      restartPolicy: %s
      terminationGracePeriodSeconds: 1
      containers:
        - name: c
          image: registry.sandbox/keeper:1.8.0
          command: [sh, -c, "%s"]
          terminationMessagePolicy: FallbackToLogsOnError
    """
        .formatted(policy, command);
  }

  private ContainerStatus status() {
    var all = pod().getStatus().getContainerStatuses();
    return all.isEmpty() ? new ContainerStatus() : all.get(0);
  }

  private String waitingFor() {
    var state = status().getState();
    return state == null || state.getWaiting() == null ? "" : state.getWaiting().getReason();
  }

  private String phase() {
    return pod().getStatus().getPhase();
  }

  @Test
  void endsWithItsExitCodeAndLastWords() {
    pod(yaml("Never", "echo out; echo cannot go on >&2; exit 3"));
    await(() -> phase().equals("Failed"));
    var end = status().getState().getTerminated();
    assertThat(end.getExitCode()).isEqualTo(3);
    assertThat(end.getReason()).isEqualTo("Error");
    assertThat(end.getMessage()).isEqualTo("out\ncannot go on\n");
  }

  @Test
  void isReadyWithinAFifthOfASecond() {
    pod(yaml("Never", "exit 0")); // classes are loaded, the image is there
    await(() -> phase().equals("Succeeded"));
    client().pods().withName("p").delete();
    await(() -> pod() == null);

    long start = System.nanoTime();
    pod(yaml("Never", "sleep 60"));
    await(() -> client().pods().withName("p").isReady());
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L); // busy machines are slower
    client().pods().withName("p").withGracePeriod(0).delete();
  }

  @Test
  void aMissingImageIsWaitedForUntilItIsPushed() {
    pod(yaml("Never", "exit 0").replace("1.8.0", "9"));
    await(() -> waitingFor().equals("ErrImagePull"));
    assertThat(status().getState().getWaiting().getMessage())
        .contains("failed to resolve reference \"registry.sandbox/keeper:9\"")
        .endsWith("not found");
    await(() -> waitingFor().equals("ImagePullBackOff"));
    images()
        .put(
            "registry.sandbox/keeper:9",
            images().resolve("registry.sandbox/keeper:1.9.0").orElseThrow());
    await(() -> phase().equals("Succeeded"));
    assertThat(status().getImageID()).isEqualTo("registry.sandbox/keeper@" + NEW);
  }

  @Test
  void aContainerThatKeepsEndingIsBackedOff() {
    pod(yaml("Always", "echo broken; exit 7"));
    await(() -> waitingFor().equals("CrashLoopBackOff") && status().getRestartCount() >= 1);
    assertThat(status().getLastState().getTerminated().getExitCode()).isEqualTo(7);
    assertThat(client().pods().withName("p").terminated().getLog()).isEqualTo("broken\n");
    assertThat(phase()).isEqualTo("Running");
  }

  @Test
  void aMissingProgramIsAStartError() {
    pod(yaml("Never", "x").replace("[sh, -c, \"x\"]", "[nosuch]"));
    await(() -> phase().equals("Failed"));
    var end = status().getState().getTerminated();
    assertThat(end.getExitCode()).isEqualTo(128);
    assertThat(end.getReason()).isEqualTo("StartError");
    assertThat(end.getMessage()).contains("\"nosuch\": executable file not found in $PATH");
  }

  @Test
  void aMissingKeyIsNamedAndAwaited() {
    String env =
        "\n      env: [{name: URL, valueFrom: {secretKeyRef: {name: db, key: url}}},"
            + " {name: TEXT, value: \"$(URL)/x\"}]";
    pod(
        yaml("Never", "echo $TEXT")
            .replace("    - name: c", "    - name: c\n      " + env.strip()));
    await(() -> waitingFor().equals("CreateContainerConfigError"));
    assertThat(status().getState().getWaiting().getMessage()).isEqualTo("secret \"db\" not found");
    secret(Map.of("other", "x"));
    await(
        () ->
            status()
                .getState()
                .getWaiting()
                .getMessage()
                .equals("couldn't find key url in Secret default/db"));
    secret(Map.of("url", "db:5432"));
    await(() -> phase().equals("Succeeded"));
    assertThat(client().pods().withName("p").getLog()).isEqualTo("db:5432/x\n");
  }

  private void secret(Map<String, String> data) {
    apply(
        new io.fabric8.kubernetes.api.model.SecretBuilder()
            .withNewMetadata()
            .withName("db")
            .endMetadata()
            .withStringData(data)
            .build());
  }

  @Test
  void aVolumeOfAMissingSecretShowsInAnEventOnly() {
    pod(yaml("Never", "exit 0") + "  volumes: [{name: s, secret: {secretName: gone}}]\n");
    await(
        () ->
            client().v1().events().list().getItems().stream()
                .anyMatch(e -> e.getReason().equals("FailedMount")));
    assertThat(waitingFor()).isEqualTo("ContainerCreating");
  }

  @Test
  void sigtermComesFirstAndSigkillAfterTheGracePeriod() {
    pod(yaml("Never", "trap '' TERM; while :; do sleep 0.05; done"));
    await(() -> client().pods().withName("p").isReady());
    long start = System.nanoTime();
    client().pods().withName("p").delete();
    assertThat(pod().getMetadata().getDeletionTimestamp()).isNotNull();
    assertThatThrownBy(() -> pod(yaml("Never", "exit 0")))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("object is being deleted");
    await(() -> pod() == null);
    assertThat(System.nanoTime() - start).isBetween(900_000_000L, 4_000_000_000L);
  }

  @Test
  void aFinalizerKeepsTheStatusButNotTheLog() {
    pod(
        yaml("Never", "trap 'exit 9' TERM; while :; do sleep 0.05; done")
            .replace("{name: p}", "{name: p, finalizers: [drydock.dev/keep]}"));
    await(() -> client().pods().withName("p").isReady());
    client().pods().withName("p").delete();
    await(() -> status().getState().getTerminated() != null);
    assertThat(status().getState().getTerminated().getExitCode()).isEqualTo(9);
    await(
        () ->
            client()
                .pods()
                .withName("p")
                .getLog()
                .startsWith("unable to retrieve container logs for containerd://"));
    client()
        .pods()
        .withName("p")
        .edit(
            p -> {
              p.getMetadata().setFinalizers(null);
              return p;
            });
    await(() -> pod() == null);
  }

  @Test
  void aRunBegunByAFileLeavesItsCodeWhileThePodStays() {
    pod(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 5
          volumes: [{name: run, emptyDir: {}}]
          containers:
            - name: upgrade
              image: registry.sandbox/keeper:1.9.0
              command: [sh, -c, "until [ -e /run/go ]; do sleep 0.1; done; exec sh -c 'echo hi; exit 3'"]
              volumeMounts: [{name: run, mountPath: /run}]
            - name: tool
              image: registry.sandbox/keeper:1.9.0
              command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
              volumeMounts: [{name: run, mountPath: /run}]
        """);
    await(() -> client().pods().withName("p").isReady());
    assertThat(ExecTest.exec(client(), "tool", "touch", "/run/go").code()).isZero();
    await(() -> status("upgrade").getState().getTerminated() != null);
    assertThat(status("upgrade").getState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status("tool").getState().getRunning()).isNotNull();
    assertThat(phase()).isEqualTo("Running");
    assertThat(client().pods().withName("p").inContainer("upgrade").getLog()).isEqualTo("hi\n");
  }

  private ContainerStatus status(String container) {
    Pod pod = pod();
    return pod.getStatus().getContainerStatuses().stream()
        .filter(s -> s.getName().equals(container))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void faultsOfTheNodeShowInTheStatus() {
    cluster().faults().unschedulable("0/1 nodes are available: 1 Insufficient memory.");
    pod(yaml("Never", "while :; do sleep 0.05; done"));
    await(
        () ->
            pod().getStatus().getConditions().stream()
                .anyMatch(c -> "Unschedulable".equals(c.getReason())));
    cluster().faults().unschedulable("");
    await(() -> client().pods().withName("p").isReady());
    cluster().faults().oomKill("default", "p", "c");
    await(() -> phase().equals("Failed"));
    assertThat(status().getState().getTerminated().getReason()).isEqualTo("OOMKilled");
    assertThat(status().getState().getTerminated().getExitCode()).isEqualTo(137);
  }

  @Test
  void anEvictedPodStaysAndSaysWhy() {
    pod(yaml("Never", "trap 'exit 0' TERM; while :; do sleep 0.05; done"));
    await(() -> client().pods().withName("p").isReady());
    cluster().faults().evict("default", "p");
    await(() -> phase().equals("Failed"));
    assertThat(pod().getStatus().getReason()).isEqualTo("Evicted");
    assertThat(pod().getMetadata().getDeletionTimestamp()).isNull();
  }

  @Test
  void initContainersComeFirstAndTheirFailureEndsThePod() {
    String init =
        "  initContainers: [{name: first, image: 'registry.sandbox/keeper:1.8.0', command: [sh, -c, exit 4]}]\n";
    pod(yaml("Never", "exit 0") + init);
    await(() -> phase().equals("Failed"));
    var first = pod().getStatus().getInitContainerStatuses().get(0).getState().getTerminated();
    assertThat(first.getExitCode()).isEqualTo(4);
    assertThat(status().getState().getRunning()).isNull();
  }

  @Test
  void aFailingLivenessProbeRestartsTheContainer() {
    String probe =
        "      livenessProbe: {exec: {command: [sh, -c, exit 1]}, periodSeconds: 1, failureThreshold: 1}\n";
    pod(yaml("Always", "trap 'exit 0' TERM; while :; do sleep 0.05; done") + probe);
    await(() -> status().getRestartCount() != null && status().getRestartCount() >= 1);
  }
}
