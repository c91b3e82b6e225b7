package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The life of one pod: scheduled, mounted, its init containers one after the other, its containers
 * all at once, and its end. Lives on the loop. After each step the status is written anew from what
 * is so.
 */
final class PodWorker {
  static final String PORT_ANNOTATION = "sandbox.drydock.dev/port";

  private final Node node;
  private final Key key;
  private final String uid;
  private final Path dir;
  private final Volumes volumes;
  private final List<ContainerWorker> init = new ArrayList<>();
  private final List<ContainerWorker> main = new ArrayList<>();
  private final Runnable forget;
  private ObjectNode pod;
  private int port;
  private boolean scheduled;
  private boolean mounted;
  private boolean stopping;
  private boolean over;
  private boolean removing;
  private boolean removed;
  private Runnable killTimer = () -> {};
  private boolean lost;
  private String obstacle = "";
  private String endReason = "";
  private String endMessage = "";

  PodWorker(Node node, ObjectNode pod, Runnable forget) {
    this.node = node;
    this.pod = pod;
    this.forget = forget;
    this.key = Key.of(Kind.POD, pod);
    this.uid = Meta.uid(pod);
    this.dir = node.dir().resolve(key.namespace() + "_" + key.name() + "_" + uid);
    this.volumes = new Volumes(node.registry().store(), pod, dir.resolve("volumes"));
    List<JsonNode> first = Json.items(pod, "spec", "initContainers");
    String reason = first.isEmpty() ? "ContainerCreating" : "PodInitializing";
    first.forEach(c -> init.add(new ContainerWorker(this, node, c, true, reason)));
    Json.items(pod, "spec", "containers")
        .forEach(c -> main.add(new ContainerWorker(this, node, c, false, reason)));
  }

  // ---------------------------------------------------------------- for its parts

  ObjectNode pod() {
    return pod;
  }

  Path dir() {
    return dir;
  }

  int port() {
    return port;
  }

  boolean scheduled() {
    return scheduled;
  }

  boolean stopping() {
    return stopping;
  }

  boolean over() {
    return over;
  }

  List<ContainerWorker> init() {
    return init;
  }

  List<ContainerWorker> main() {
    return main;
  }

  String endReason() {
    return endReason;
  }

  String endMessage() {
    return endMessage;
  }

  String restartPolicy() {
    return Json.text(pod, "spec", "restartPolicy");
  }

  String fullName() {
    return key.name() + "_" + key.namespace() + "(" + uid + ")";
  }

  Path terminationLog(String container) {
    return dir.resolve("termination").resolve(container);
  }

  Mounts mounts(JsonNode container) {
    Mounts mounts = volumes.mounts(container);
    Path log = terminationLog(Json.text(container, "name"));
    mounts.add(Json.text(container, "terminationMessagePath"), log);
    return mounts;
  }

  /** A further command in a running container. */
  Program command(ContainerProcess process, JsonNode container, List<String> command) {
    Mounts mounts = mounts(container);
    Program world = process.program();
    List<String> words = command.stream().map(mounts::in).toList();
    return new Program(words, world.env(), world.directory(), world.root());
  }

  /** The port on this machine that stands for a container's port, given by number or name. */
  int realPort(JsonNode container, JsonNode asked) {
    return PodPorts.real(pod, container, asked, port);
  }

  void event(boolean normal, String reason, String message) {
    if (normal) {
      node.events().normal(Kind.POD, pod, "kubelet", reason, message);
    } else {
      node.events().warning(Kind.POD, pod, "kubelet", reason, message);
    }
  }

  Optional<ContainerWorker> container(String name) {
    return Stream.concat(main.stream(), init.stream())
        .filter(c -> c.name().equals(name))
        .findFirst();
  }

  // ---------------------------------------------------------------- life

  void updated(ObjectNode now) {
    pod = now;
    if (lost) {
      return;
    }
    if (Meta.terminating(now) && !over) {
      stopAll(gracePeriod(now));
    } else if (Meta.terminating(now)) {
      removeAfter(Duration.ZERO);
    } else {
      changed();
    }
  }

  private static Duration gracePeriod(ObjectNode pod) {
    return Duration.ofSeconds(Json.at(pod, "metadata", "deletionGracePeriodSeconds").asInt());
  }

  /** The object is gone; what still runs is stopped (after a force delete) and cleared away. */
  void deleted() {
    removed = true;
    if (lost) {
      return;
    }
    if (over || !anythingRuns()) {
      clear();
    } else {
      int grace = Json.at(pod, "spec", "terminationGracePeriodSeconds").asInt(30);
      stopAll(Duration.ofSeconds(grace));
    }
  }

  /** Goes as far as it can now, and writes the status. */
  void changed() {
    if (over) {
      return;
    }
    if (stopping) {
      finishIfStopped();
      return;
    }
    if (advance()) {
      finishIfDone();
    }
    publish();
  }

  private boolean advance() {
    return schedule() && mount() && containers();
  }

  private boolean schedule() {
    if (scheduled) {
      return true;
    }
    if (!Json.items(pod, "spec", "schedulingGates").isEmpty()) {
      return false;
    }
    obstacle = node.faults().unschedulable();
    if (obstacle.isEmpty()) {
      obstacle = Scheduling.obstacle(node.registry().store(), pod);
    }
    if (!obstacle.isEmpty()) {
      return false;
    }
    scheduled = true;
    port = node.ports().take();
    node.registry()
        .edit(
            key,
            p -> {
              Json.child(p, "spec").put("nodeName", Kubelet.NODE);
              Json.child(p, "metadata", "annotations").put(PORT_ANNOTATION, Integer.toString(port));
            });
    String text = "Successfully assigned " + key.namespace() + "/" + key.name() + " to ";
    node.events().normal(Kind.POD, pod, "default-scheduler", "Scheduled", text + Kubelet.NODE);
    int deadline = Json.at(pod, "spec", "activeDeadlineSeconds").asInt();
    if (deadline > 0) {
      String why = "Pod was active on the node longer than the specified deadline";
      node.loop().after(Duration.ofSeconds(deadline), () -> fail("DeadlineExceeded", why));
    }
    return true;
  }

  private boolean mount() {
    if (mounted) {
      return true;
    }
    try {
      Files.createDirectories(dir.resolve("tmp"));
      Files.createDirectories(dir.resolve("termination"));
      volumes.prepare();
      mounted = true;
    } catch (ConfigException e) {
      event(false, "FailedMount", e.getMessage());
    } catch (IOException e) {
      event(false, "FailedMount", "the sandbox cannot make its directory: " + e.getMessage());
    }
    return mounted;
  }

  /** Starts what is next; true once all init containers are done. */
  private boolean containers() {
    for (ContainerWorker c : init) {
      if (!c.begun()) {
        c.begin();
      }
      if (!c.done() || !c.succeeded()) {
        return c.done();
      }
    }
    main.stream().filter(c -> !c.begun()).toList().forEach(ContainerWorker::begin);
    return true;
  }

  private boolean initFailed() {
    return init.stream().anyMatch(c -> c.done() && !c.succeeded());
  }

  private void finishIfDone() {
    if (initFailed() || main.stream().allMatch(ContainerWorker::done)) {
      over = true;
    }
  }

  /** A Secret or ConfigMap of the namespace has changed. */
  void configurationChanged() {
    if (!stopping && scheduled) {
      init.forEach(ContainerWorker::configurationChanged);
      main.forEach(ContainerWorker::configurationChanged);
      if (!mounted) {
        changed();
      }
    }
  }

  // ---------------------------------------------------------------- end

  /** Ends the pod for a reason of the node's; the object stays, Failed. */
  void fail(String reason, String message) {
    if (!over && !stopping) {
      endReason = reason;
      endMessage = message;
      event(false, reason, message);
      stopAll(Duration.ofSeconds(Json.at(pod, "spec", "terminationGracePeriodSeconds").asInt(30)));
    }
  }

  /** Its node is cut off, or back: what runs runs on, and nobody hears of it. */
  void nodeLost(boolean isLost) {
    lost = isLost;
    if (!isLost && removed) {
      deleted();
    } else if (!isLost) {
      updated(pod);
    }
  }

  /** The cluster ends: nothing is started or written any more. */
  void abandon() {
    stopping = true;
    removed = true;
  }

  private boolean anythingRuns() {
    return Stream.concat(init.stream(), main.stream()).anyMatch(ContainerWorker::running);
  }

  private void stopAll(Duration grace) {
    boolean first = !stopping;
    stopping = true;
    killTimer.run();
    killTimer = node.loop().after(grace, this::killAll);
    if (first) {
      Stream.concat(init.stream(), main.stream())
          .filter(c -> c.process() != null)
          .forEach(
              c -> {
                event(true, "Killing", "Stopping container " + c.name());
                c.process().terminate();
              });
    }
    finishIfStopped();
  }

  private void killAll() {
    Stream.concat(init.stream(), main.stream())
        .map(ContainerWorker::process)
        .filter(Objects::nonNull)
        .forEach(p -> node.loop().work(p::kill));
  }

  /** Stops one container: SIGTERM, and SIGKILL after the pod's grace period. */
  void stop(ContainerWorker container) {
    ContainerProcess process = container.process();
    process.terminate();
    int grace = Json.at(pod, "spec", "terminationGracePeriodSeconds").asInt(30);
    node.loop()
        .after(
            Duration.ofSeconds(grace),
            () -> {
              if (process.equals(container.process())) {
                node.loop().work(process::kill);
              }
            });
  }

  private void finishIfStopped() {
    if (anythingRuns()) {
      publish();
      return;
    }
    killTimer.run();
    over = true;
    main.forEach(ContainerWorker::neverRan);
    publish();
    if (removed) {
      clear();
    } else if (Meta.terminating(pod)) {
      removeAfter(node.timing().podRemoval());
    }
  }

  private void removeAfter(Duration delay) {
    if (!removing) {
      removing = true;
      node.loop().after(delay, this::remove);
    }
  }

  /** Lets the object go; finalizers may still keep it, the log goes all the same. */
  private void remove() {
    deleteFiles(dir.resolve("logs"));
    var now = node.registry().store().get(key);
    if (now.isPresent() && Meta.uid(now.get()).equals(uid)) {
      node.registry().delete(key, new DeleteOptions(0, "Background", uid, "", false));
    }
  }

  private void clear() {
    node.ports().release(port);
    deleteFiles(dir);
    forget.run();
  }

  private static void deleteFiles(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      all.sorted(java.util.Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    } catch (IOException e) {
      // There is nothing there.
    }
  }

  private void publish() {
    if (!removed && !lost) {
      node.registry()
          .editStatus(
              key,
              p -> {
                if (Meta.uid(p).equals(uid)) {
                  new PodStatus(this, obstacle).writeTo(p);
                }
              });
    }
  }

  String startedAt() {
    String known = Json.text(pod, "status", "startTime");
    return known.isEmpty() ? Instant.parse(Json.now()).toString() : known;
  }
}
