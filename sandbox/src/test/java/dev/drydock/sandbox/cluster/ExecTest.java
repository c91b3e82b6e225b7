package dev.drydock.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands in running containers, and logs. */
final class ExecTest extends WithCluster {
  /** {@code code} is null if the socket was closed before a status came. */
  record Result(Integer code, ByteArrayOutputStream out, String err) {
    String text() {
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  static Result exec(KubernetesClient client, String container, String... command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ExecWatch watch =
        client
            .pods()
            .inNamespace("default")
            .withName("p")
            .inContainer(container)
            .writingOutput(out)
            .writingError(err)
            .exec(command)) {
      Integer code = watch.exitCode().get(20, TimeUnit.SECONDS);
      return new Result(code, out, err.toString(StandardCharsets.UTF_8));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private Result exec(String... command) {
    return exec(client(), "c", command);
  }

  @BeforeEach
  void aRunningPod() {
    pod(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          terminationGracePeriodSeconds: 2
          restartPolicy: Never
          containers:
            - name: c
              image: registry.sandbox/keeper:1.8.0
              env: [{name: GREETING, value: hello}]
              command: [sh, -c, "trap 'echo bye; exit 0' TERM; echo $GREETING; i=0; while :; do sleep 0.05; done"]
        """);
    await(() -> client().pods().inNamespace("default").withName("p").isReady());
  }

  @Test
  void exitCodesAreThoseOfTheCommand() {
    assertThat(exec("sh", "-c", "echo out; echo err >&2; exit 0").code()).isZero();
    assertThat(exec("sh", "-c", "exit 3").code()).isEqualTo(3);
    assertThat(exec("sh", "-c", "nosuch").code()).isEqualTo(127);
    assertThat(exec("sh", "-c", "/dev/null").code()).isEqualTo(126);
    assertThat(exec("sh", "-c", "kill -9 $$").code()).isEqualTo(137);
    assertThat(exec("sh", "-c", "kill -15 $$").code()).isEqualTo(143);
    assertThat(exec("nosuch").code()).isEqualTo(-1);
    assertThat(exec("sh", "-c", "echo $GREETING $VERSION").text()).isEqualTo("hello 1.8.0\n");
  }

  @Test
  void fiveMegabytesArriveWhole() {
    Result result = exec("sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x; exit 7");
    assertThat(result.code()).isEqualTo(7);
    assertThat(result.out().size()).isEqualTo(5_000_000);
  }

  @Test
  void droppedExecsGiveNoCode() {
    cluster().faults().dropNextExec(Faults.ExecEnd.CLOSED);
    assertThat(exec("sh", "-c", "exit 0").code()).isNull();
    cluster().faults().dropNextExec(Faults.ExecEnd.CUT);
    assertThatThrownBy(() -> exec("sh", "-c", "exit 0")).isInstanceOf(IllegalStateException.class);
    assertThat(exec("sh", "-c", "exit 4").code()).isEqualTo(4);
  }

  @Test
  void inputReachesTheCommand() throws Exception {
    byte[] input = bytes("12345");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecWatch watch =
        client()
            .pods()
            .inNamespace("default")
            .withName("p")
            .redirectingInput()
            .writingOutput(out)
            .exec("head", "-c", "5")) {
      watch.getInput().write(input);
      watch.getInput().flush();
      assertThat(watch.exitCode().get(10, TimeUnit.SECONDS)).isZero();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("12345");
  }

  @Test
  void aFollowedLogEndsWithItsContainer() throws Exception {
    var pod = client().pods().inNamespace("default").withName("p");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LogWatch watch = pod.watchLog(out)) {
      await(() -> out.toString(StandardCharsets.UTF_8).equals("hello\n"));
      pod.delete();
      watch.onClose().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello\nbye\n");
  }

  @Test
  void timestampsAndTails() {
    var pod = client().pods().inNamespace("default").withName("p");
    await(() -> !pod.getLog().isEmpty());
    assertThat(pod.usingTimestamps().getLog())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z hello\n");
    assertThat(pod.limitBytes(2).getLog()).isEqualTo("he");
    assertThat(pod.tailingLines(0).getLog()).isEmpty();
  }

  @Test
  void whatACommandLeavesBehindEndsWithTheContainer() {
    String detach = "sleep 4242 </dev/null >/dev/null 2>&1 & echo $!";
    String pid = exec("sh", "-c", detach).text().strip();
    assertThat(ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive)).contains(true);
    client().pods().inNamespace("default").withName("p").delete();
    await(() -> pod() == null);
    await(() -> !ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false));
  }
}
