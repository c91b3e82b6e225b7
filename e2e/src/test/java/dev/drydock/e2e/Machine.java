package dev.drydock.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The parts as {@code e2e/up} runs them on this machine: what a test may end without asking. */
final class Machine {
  private final Path state;

  private Machine(Path state) {
    this.state = state;
  }

  static Optional<Machine> of(Parts parts) {
    return parts.machine().map(Machine::new);
  }

  /**
   * Skips the test, always, where the parts are somebody's cluster: they are not this test's to
   * end.
   */
  static Machine required(Parts parts) {
    return of(parts)
        .orElseGet(
            () ->
                Assumptions.abort(
                    "ends parts, so it needs those of e2e/up on this machine"
                        + " (DRYDOCK_E2E_PARTS is not set)"));
  }

  /** Kills the part, and starts it again after that time. */
  void away(String part, Duration time) throws IOException {
    kill(part);
    sleep(time);
    up();
  }

  /** Until it is dead: its ports may be taken again. */
  private void kill(String part) throws IOException {
    shell(
        "kill -KILL \"$(cat \"$E2E_DIR/run/%1$s.pid\")\"; while alive %1$s; do sleep 0.05; done"
            .formatted(part));
  }

  /** Stops the applications' PostgreSQL without a checkpoint, and starts it again. */
  void crashPostgres() throws IOException {
    shell("as_postgres \"$PG_BIN/pg_ctl\" -D \"$E2E_DIR/postgres\" -m immediate -w stop");
    up();
  }

  private void shell(String command) throws IOException {
    Shell.run(
        environment(),
        List.of("bash", "-euc", ". e2e/lib.sh; . e2e/parts/postgres.sh; " + command));
  }

  /** Starts what has ended. */
  void up() throws IOException {
    up(Map.of());
  }

  private void up(Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(environment());
    environment.putAll(more);
    Shell.run(environment, List.of("e2e/up"));
  }

  /**
   * The node is short of memory, whatever it has: its kubelet evicts one pod after the other, first
   * those that use more than they requested.
   */
  ShortOfMemory shortOfMemory() throws IOException {
    kill("kubelet");
    up(Map.of("MEMORY_WANTED", "1Ti"));
    return new ShortOfMemory(this);
  }

  /** A node that has memory again by the end of it. */
  record ShortOfMemory(Machine machine) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      machine.kill("kubelet");
      machine.up();
    }
  }

  /** SIGKILL to the process of the pod's first container; the kubelet starts it anew. */
  void killProcess(Pod pod) throws IOException {
    String id = pod.getStatus().getContainerStatuses().get(0).getContainerID();
    Shell.run(
        Map.of(),
        List.of(
            "ctr",
            "--address",
            state.resolve("run/containerd.sock").toString(),
            "--namespace",
            "k8s.io",
            "task",
            "kill",
            "--signal",
            "SIGKILL",
            id.substring(id.lastIndexOf('/') + 1)));
  }

  /** One of those that {@code e2e/up} has built. */
  String program(String name) {
    return state.resolve("bin").resolve(name).toString();
  }

  /**
   * Refuses every connection to a port of this machine. The registry is not killed for that: it has
   * its tags in memory, and all images would be gone.
   */
  Closed closed(String address) throws IOException {
    Closed closed = new Closed(address);
    closed.rule("-I");
    return closed;
  }

  /**
   * A port that is opened again by the end of it.
   *
   * @param address {@code host:port}
   */
  record Closed(String address) implements AutoCloseable {
    private void rule(String action) throws IOException {
      String port = address.substring(address.lastIndexOf(':') + 1);
      Shell.run(
          Map.of(),
          List.of(
              "bash",
              "-euc",
              ". e2e/lib.sh; iptables -w "
                  + action
                  + " INPUT -p tcp --dport "
                  + port
                  + " -j REJECT --reject-with tcp-reset"));
    }

    @Override
    public void close() throws IOException {
      rule("-D");
    }
  }

  /** What accounts of the cluster have done, a JSON record a line. */
  Path auditLog() {
    return state.resolve("log/audit.log");
  }

  private Map<String, String> environment() {
    return Map.of("E2E_DIR", state.toString());
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
