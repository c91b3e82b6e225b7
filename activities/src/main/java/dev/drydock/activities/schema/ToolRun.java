package dev.drydock.activities.schema;

import dev.drydock.activities.kubernetes.Await;
import dev.drydock.activities.kubernetes.Exec;
import dev.drydock.activities.kubernetes.MaintenancePodTemplate;
import dev.drydock.activities.kubernetes.MaintenancePods;
import dev.drydock.activities.kubernetes.Names;
import dev.drydock.activities.kubernetes.Nudge;
import dev.drydock.activities.kubernetes.PodAt;
import dev.drydock.activities.kubernetes.PodDeath;
import dev.drydock.activities.kubernetes.PodWatch;
import dev.drydock.activities.kubernetes.ProgressLines;
import dev.drydock.activities.kubernetes.Trouble;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upgrade in the maintenance pod: started by a file, once, however often it is asked for; it
 * runs as the container's own process, so the kubelet keeps how it ended.
 */
final class ToolRun {
  private static final Logger LOG = LoggerFactory.getLogger(ToolRun.class);

  /** What stands at the end of a run. */
  sealed interface End {
    /**
     * @param words exit code and reason
     * @param message the last the container wrote, as the kubelet kept it
     * @param killedBy who or what ended it against its will; empty where it ended by itself
     */
    record Exited(int exitCode, String words, String message, String killedBy) implements End {
      /** Nothing that it wrote tells why it ended. */
      boolean isBySignal() {
        return exitCode == SIGKILL || exitCode == SIGTERM;
      }
    }

    /** The pod is gone, or cut off, and nobody can tell the exit code. */
    record Lost(String why) implements End {}
  }

  private static final int SIGKILL = 128 + 9;
  private static final int SIGTERM = 128 + 15;
  private static final Duration ONE_EXEC = Duration.ofSeconds(20);
  private static final Duration TO_START = Duration.ofMinutes(2);

  private final KubernetesClient client;
  private final MaintenancePods pods;
  private final PodAt pod;
  private final String run;
  private final ToolLog log;
  private final ProgressLines progress;
  private boolean isStarted;
  private Instant startBy;

  /** The newest line when the start was first in doubt. */
  private String before;

  private ExecWatch done;
  private volatile boolean isDone;

  ToolRun(KubernetesClient client, PodAt pod, String run, ToolLog log, ProgressLines progress) {
    this.client = client;
    this.pods = new MaintenancePods(client);
    this.pod = pod;
    this.run = run;
    this.log = log;
    this.progress = progress;
  }

  /**
   * Starts the tool unless it was started, and waits for its end.
   *
   * @param limit for all of it
   */
  End await(Duration limit) {
    Duration quarter = limit.dividedBy(4);
    startBy = Instant.now().plus(quarter.compareTo(TO_START) < 0 ? quarter : TO_START);
    Nudge nudge = new Nudge();
    try (LogFollower follower = new LogFollower(client, pod, log, nudge);
        PodWatch watch = new PodWatch(client, pod.namespace(), Names.labelOf(run), nudge)) {
      End end =
          Await.within(limit)
              .nudgedBy(nudge)
              .until(
                  () -> "the schema tool runs: " + log.lastLines().lines().reduce("", (a, b) -> b),
                  () -> {
                    // The watch after the start: users wait for the tool, and a new watch begins
                    // with how things stand.
                    Optional<End> over = look(follower);
                    if (isStarted && over.isEmpty()) {
                      awaitDone(nudge);
                    }
                    watch.keepOpen();
                    return over;
                  });
      follower.catchUp();
      tellNews();
      return end;
    } finally {
      if (done != null) {
        done.close();
      }
    }
  }

  private void tellNews() {
    String line = log.unseenLine();
    if (LastWords.isNews(line)) {
      progress.say(line);
    }
  }

  /** The kubelet tells a second later, and always; this only where the connection lasts. */
  private void awaitDone(Nudge nudge) {
    if (done != null) {
      return;
    }
    try {
      done =
          new Exec(client)
              .begin(
                  pod,
                  MaintenancePodTemplate.TOOL,
                  MaintenancePodTemplate.AWAIT_DONE,
                  () -> {
                    isDone = true;
                    nudge.now();
                  });
    } catch (KubernetesClientException e) {
      LOG.debug("the end in {} is awaited from the kubelet alone", pod, e);
    }
  }

  private Optional<End> look(LogFollower follower) {
    if (isDone) {
      return Optional.of(new End.Exited(0, "exit code 0", "", ""));
    }
    Optional<Pod> now = pods.find(pod);
    if (now.isEmpty()) {
      return Optional.of(new End.Lost("pod " + pod + " is gone"));
    }
    Optional<ContainerStatus> upgrade = upgrade(now.get());
    Optional<End> end = upgrade.flatMap(u -> end(now.get(), u));
    if (end.isPresent()) {
      return end;
    }
    if (isOverWithout(now.get(), upgrade)) {
      return Optional.of(
          new End.Lost(PodDeath.of(now.get()).orElse("pod " + pod + " ended, nobody knows why")));
    }
    if (PodDeath.isUnseen(now.get())) {
      return Optional.of(
          new End.Lost(
              PodDeath.of(now.get()).orElse("pod " + pod)
                  + "; nobody could see its process end (is its node lost?)"));
    }
    boolean isRunning = upgrade.map(u -> u.getState().getRunning() != null).orElse(false);
    if (isRunning && now.get().getMetadata().getDeletionTimestamp() == null) {
      start();
      follower.keepOpen();
    }
    if (progress.isDue()) {
      tellNews();
    }
    return Optional.empty();
  }

  private static Optional<ContainerStatus> upgrade(Pod pod) {
    List<ContainerStatus> statuses =
        pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    return statuses.stream()
        .filter(s -> s.getName().equals(MaintenancePodTemplate.UPGRADE) && s.getState() != null)
        .findFirst();
  }

  private static Optional<End> end(Pod pod, ContainerStatus upgrade) {
    ContainerStateTerminated ended = upgrade.getState().getTerminated();
    if (ended == null) {
      return Optional.empty();
    }
    String reason = ended.getReason() == null ? "" : ended.getReason();
    boolean isPlain = reason.isEmpty() || reason.equals("Error") || reason.equals("Completed");
    return Optional.of(
        new End.Exited(
            ended.getExitCode(),
            "exit code " + ended.getExitCode() + (isPlain ? "" : ", " + reason),
            message(ended),
            killedBy(pod, ended)));
  }

  private static String message(ContainerStateTerminated ended) {
    return ended.getMessage() == null
        ? ""
        : Scrub.ofProcess().text(Colours.without(ended.getMessage()));
  }

  private static String killedBy(Pod pod, ContainerStateTerminated ended) {
    return PodDeath.ofMemory(pod, MaintenancePodTemplate.UPGRADE, ended)
        .or(() -> ended.getExitCode() == 0 ? Optional.empty() : PodDeath.of(pod))
        .orElse("");
  }

  private static boolean isOverWithout(Pod pod, Optional<ContainerStatus> upgrade) {
    String phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    boolean isOver = phase.equals("Failed") || phase.equals("Succeeded");
    return isOver && upgrade.map(u -> u.getState().getRunning() == null).orElse(true);
  }

  /** Making a file that is there is nothing, so an unknown outcome is tried again. */
  private void start() {
    if (isStarted) {
      return;
    }
    Exec.Result made =
        new Exec(client)
            .run(
                pod,
                MaintenancePodTemplate.TOOL,
                List.of("touch", MaintenancePodTemplate.GO_FILE),
                ONE_EXEC);
    if (made instanceof Exec.Result.Ended ended) {
      if (ended.exitCode() != 0) {
        throw new Trouble("the upgrade cannot be started: " + ended.stderr().strip());
      }
      isStarted = true;
    } else {
      requirePatience(((Exec.Result.Unknown) made).why());
    }
  }

  /**
   * Users wait: a tool that cannot be started is not tried for as long as an upgrade may take. What
   * comes into its log from now on shows that it runs after all.
   */
  private void requirePatience(String why) {
    String newest = log.newestTimestamp();
    before = before == null ? newest : before;
    boolean mayRunSince = !newest.isEmpty() && isLaterAttempt();
    if (newest.equals(before) && !mayRunSince && Instant.now().isAfter(startBy)) {
      throw new Trouble("the upgrade cannot be started, exec in pod " + pod + " fails: " + why);
    }
  }

  /** An earlier one may have started it. */
  private static boolean isLaterAttempt() {
    return Activity.getExecutionContext().getInfo().getAttempt() > 1;
  }

  static PodAt podOf(AppConfig app, String run) {
    return new PodAt(app.deployment().namespace(), Names.maintenancePod(run));
  }
}
