package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.sandbox.cluster.ContainerState.Running;
import dev.drydock.sandbox.cluster.ContainerState.Terminated;
import dev.drydock.sandbox.cluster.ContainerState.Waiting;
import dev.drydock.sandbox.cluster.Images.Image;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One container of a pod, from its image to its last restart. Lives on the loop. */
final class ContainerWorker {
  private static final Duration FLIP = Duration.ofMillis(100);

  private final PodWorker pod;
  private final Node node;
  private final JsonNode spec;
  private final boolean init;
  private ContainerState state;
  private Terminated last;
  private Image image;
  private ContainerProcess process;
  private Probes probes;
  private String startedAt = "";
  private int restarts;
  private int ends;
  private int failedPulls;
  private boolean begun;
  private boolean stuck;
  private boolean starting;

  ContainerWorker(PodWorker pod, Node node, JsonNode spec, boolean init, String reason) {
    this.pod = pod;
    this.node = node;
    this.spec = spec;
    this.init = init;
    this.state = new Waiting(reason, "");
  }

  String name() {
    return Json.text(spec, "name");
  }

  JsonNode spec() {
    return spec;
  }

  ContainerState state() {
    return state;
  }

  Terminated last() {
    return last;
  }

  int restarts() {
    return restarts;
  }

  boolean begun() {
    return begun;
  }

  /** A process of it is there, or about to be. */
  boolean running() {
    return starting || process != null;
  }

  ContainerProcess process() {
    return process;
  }

  /** {@code name@sha256:...}, "" until the image is there. */
  String imageId() {
    return image == null ? "" : Images.name(Json.text(spec, "image")) + "@" + image.digest();
  }

  boolean started() {
    return process != null && probes != null && probes.started();
  }

  boolean ready() {
    return process != null && probes != null && probes.ready();
  }

  /** It has ended and will not be started again. */
  boolean done() {
    return process == null && state instanceof Terminated t && !restartsAfter(t.exitCode());
  }

  boolean succeeded() {
    return state instanceof Terminated t && t.exitCode() == 0;
  }

  private boolean restartsAfter(int exitCode) {
    if (pod.stopping()) {
      return false;
    }
    return switch (pod.restartPolicy()) {
      case "Always" -> !init || exitCode != 0;
      case "OnFailure" -> exitCode != 0;
      default -> false;
    };
  }

  // ---------------------------------------------------------------- begin

  void begin() {
    begun = true;
    pull();
  }

  private void pull() {
    ImagePull pull =
        new ImagePull(node, Json.text(spec, "image"), Json.text(spec, "imagePullPolicy"));
    if (pull.needed()) {
      pod.event(true, "Pulling", "Pulling image \"" + Json.text(spec, "image") + "\"");
    }
    if (pull.delay().isZero()) {
      pulled(pull);
    } else {
      node.loop().after(pull.delay(), () -> pulled(pull));
    }
  }

  private void pulled(ImagePull pull) {
    if (pod.stopping()) {
      return;
    }
    String reference = Json.text(spec, "image");
    try {
      boolean fetched = pull.needed();
      image = pull.get();
      failedPulls = 0;
      pod.event(
          true,
          "Pulled",
          fetched
              ? "Successfully pulled image \"" + reference + "\""
              : "Container image \"" + reference + "\" already present on machine");
      launch();
    } catch (ImagePull.Failure e) {
      pullFailed(e);
    }
  }

  private void pullFailed(ImagePull.Failure failure) {
    String reference = Json.text(spec, "image");
    boolean tried = failure.reason().equals("ErrImagePull");
    String prefix = tried ? "Failed to pull image \"" + reference + "\": " : "";
    pod.event(false, "Failed", prefix + failure.getMessage());
    wait(failure.reason(), failure.getMessage());
    Duration pause = node.timing().backOff(failedPulls++);
    if (tried) {
      String text = "Back-off pulling image \"" + reference + "\"";
      Duration shown = pause.dividedBy(10);
      node.loop()
          .after(
              shown,
              () -> {
                if (!pod.stopping()) {
                  wait("ImagePullBackOff", text + ": ErrImagePull: " + failure.getMessage());
                }
              });
    }
    node.loop().after(pause, this::retry);
  }

  private void retry() {
    if (!pod.stopping() && state instanceof Waiting && process == null) {
      pull();
    }
  }

  private void wait(String reason, String message) {
    state = new Waiting(reason, message);
    pod.changed();
  }

  // ---------------------------------------------------------------- run

  private void launch() {
    Program program;
    Map<String, String> env;
    ContainerSetup setup = new ContainerSetup(pod, spec, image);
    String id = node.newContainerId();
    try {
      env = setup.environment(node.registry().store(), id);
      program = setup.program(env);
      stuck = false;
    } catch (ConfigException e) {
      stuck = true;
      pod.event(false, "Failed", "Error: " + e.getMessage());
      wait("CreateContainerConfigError", e.getMessage());
      return;
    }
    pod.event(true, "Created", "Created container: " + name());
    LogFile log = new LogFile(logFile(restarts));
    starting = true;
    node.loop().work(() -> start(id, program, log));
  }

  /** Tries again what failed for a Secret or ConfigMap that was not there. */
  void configurationChanged() {
    if (stuck && !pod.stopping()) {
      launch();
    }
  }

  Path logFile(int run) {
    return pod.dir().resolve("logs").resolve(name()).resolve(run + ".log");
  }

  private void start(String id, Program program, LogFile log) {
    try {
      ContainerProcess started = ContainerProcess.start(id, program, log);
      node.loop().run(() -> running(started));
      started.follow(node.loop(), code -> node.loop().run(() -> ended(id, code)));
    } catch (StartException e) {
      node.loop().run(() -> failedToStart(id, e.getMessage()));
    }
  }

  private void running(ContainerProcess started) {
    starting = false;
    process = started;
    startedAt = Json.now();
    state = new Running(startedAt);
    pod.event(true, "Started", "Started container " + name());
    probes = new Probes(node.loop(), pod, this);
    if (pod.stopping()) {
      pod.stop(this);
    } else if (!init) {
      probes.begin();
    }
    pod.changed();
  }

  private void failedToStart(String id, String why) {
    starting = false;
    String text =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
            + " runc create failed: "
            + why;
    pod.event(false, "Failed", "Error: " + text);
    String never = "1970-01-01T00:00:00Z";
    Terminated end =
        new Terminated(128, "StartError", text, never, Json.now(), "containerd://" + id);
    state = end;
    if (restartsAfter(128)) {
      last = end;
      state = new Waiting("RunContainerError", text);
      restart(128);
    }
    pod.changed();
  }

  // ---------------------------------------------------------------- end

  private void ended(String id, int code) {
    String message = new TerminationMessage(pod, this).read(process.log(), code);
    boolean memory = process.outOfMemory();
    String reason = memory ? "OOMKilled" : code == 0 ? "Completed" : "Error";
    probes.end();
    process = null;
    state = new Terminated(code, reason, message, startedAt, Json.now(), "containerd://" + id);
    if (restartsAfter(code)) {
      restart(code);
    }
    pod.changed();
  }

  private void restart(int code) {
    Duration pause = ends == 0 ? FLIP : node.timing().backOff(ends - 1);
    if (ends++ > 0) {
      node.loop().after(FLIP, () -> backOff(pause));
    }
    node.loop().after(pause, () -> again(code));
  }

  private void backOff(Duration pause) {
    if (pod.stopping() || process != null) {
      return;
    }
    if (state instanceof Terminated t) {
      last = t;
    }
    String text = "failed container=" + name() + " pod=" + pod.fullName();
    pod.event(false, "BackOff", "Back-off restarting " + text);
    wait("CrashLoopBackOff", "back-off " + pause.toSeconds() + "s restarting " + text);
  }

  private void again(int code) {
    if (process != null || !restartsAfter(code)) {
      return;
    }
    if (state instanceof Terminated t) {
      last = t;
    }
    restarts++;
    pull();
  }

  /** The pod is over and this container never ran: its status may not stay as it is. */
  void neverRan() {
    if (!(state instanceof Terminated)) {
      String never = "1970-01-01T00:00:00Z";
      String text = "The container could not be located when the pod was terminated";
      state = new Terminated(137, "ContainerStatusUnknown", text, never, never, "");
    }
  }
}
