package dev.drydock.activities.kubernetes;

import dev.drydock.activities.database.ToolEnvironment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.temporal.activity.Activity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a short command in a container of a pod. Only an exit code says how it ended; a closed,
 * broken or silent connection means that nobody knows, and the command may run on. So: short,
 * repeatable commands only, and no secret among their words (audit logs keep them).
 */
public final class Exec {
  private static final int MOST_BYTES = 8 << 20;

  private final KubernetesClient client;

  public Exec(KubernetesClient client) {
    this.client = client;
  }

  /** How a command went. */
  public sealed interface Result {
    /**
     * @param isCut true when it printed more than was kept
     */
    record Ended(int exitCode, String stdout, String stderr, boolean isCut) implements Result {}

    record Unknown(String why) implements Result {}
  }

  /**
   * Runs {@code command} through the container's shell, so that a program that is not there ends
   * with 127 as in any shell.
   */
  public Result run(PodAt pod, String container, List<String> command, Duration limit) {
    Bounded out = new Bounded();
    Bounded err = new Bounded();
    try (ExecWatch watch = open(pod, container, command, out, err)) {
      Integer code = awaited(watch, limit);
      return code == null || code < 0
          ? new Result.Unknown("the connection ended without an exit code (" + code + ")")
          : new Result.Ended(code, out.text(), err.text(), out.isCut || err.isCut);
    } catch (TimeoutException e) {
      return new Result.Unknown("no answer within " + Words.of(limit));
    } catch (ExecutionException | KubernetesClientException e) {
      return new Result.Unknown(rootCause(e));
    }
  }

  /**
   * Begins a command that may take for ever.
   *
   * @param ended called from another thread if it ends with 0; a connection that breaks, like any
   *     other end, tells nothing
   * @return to be closed when nobody wants to know any more
   */
  public ExecWatch begin(PodAt pod, String container, List<String> command, Runnable ended) {
    ExecWatch watch = open(pod, container, command, new Bounded(), new Bounded());
    watch
        .exitCode()
        .thenAccept(
            code -> {
              if (code != null && code == 0) {
                ended.run();
              }
            });
    return watch;
  }

  /** What breaks the hand-shake the client throws as it is, checked or not. */
  private ExecWatch open(
      PodAt pod, String container, List<String> command, Bounded out, Bounded err) {
    try {
      return client
          .pods()
          .inNamespace(pod.namespace())
          .withName(pod.name())
          .inContainer(container)
          .writingOutput(out)
          .writingError(err)
          .exec(throughShell(command));
    } catch (KubernetesClientException e) {
      throw e;
    } catch (Exception e) {
      throw new KubernetesClientException("no connection to pod " + pod, e);
    }
  }

  /** With the application's own options for the database, wherever they come from, and ours. */
  private static String[] throughShell(List<String> command) {
    String shell =
        "[ -z \"$%1$s\" ] || export PGOPTIONS=\"$PGOPTIONS $%1$s\"; exec \"$@\""
            .formatted(ToolEnvironment.PG_OPTIONS);
    List<String> all = new ArrayList<>(List.of("sh", "-c", shell, "sh"));
    all.addAll(command);
    return all.toArray(String[]::new);
  }

  private static Integer awaited(ExecWatch watch, Duration limit)
      throws ExecutionException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        return watch.exitCode().get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        Await.beat();
        if (System.nanoTime() > end) {
          throw e;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Activity.wrap(e);
      }
    }
  }

  private static String rootCause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /**
   * Keeps the beginning and drops the rest, so that a talkative command does not fill the memory.
   */
  private static final class Bounded extends ByteArrayOutputStream {
    private boolean isCut;

    @Override
    public synchronized void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      int room = Math.min(length, MOST_BYTES - size());
      isCut |= room < length;
      super.write(bytes, offset, room);
    }

    synchronized String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }
}
