package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** What the status of a pod says, computed from its worker. Conditions of others stay. */
final class PodStatus {
  private final PodWorker pod;
  private final String unschedulable;

  PodStatus(PodWorker pod, String unschedulable) {
    this.pod = pod;
    this.unschedulable = unschedulable;
  }

  void writeTo(ObjectNode object) {
    ObjectNode status = Json.child(object, "status");
    status.put("phase", phase()).put("qosClass", "BestEffort");
    if (!pod.endReason().isEmpty()) {
      status.put("reason", pod.endReason()).put("message", pod.endMessage());
    }
    if (pod.scheduled()) {
      status.put("hostIP", "127.0.0.1").put("podIP", "127.0.0.1");
      status.putArray("podIPs").addObject().put("ip", "127.0.0.1");
      status.put("startTime", pod.startedAt());
    }
    conditions(object, status);
    if (pod.scheduled()) {
      if (!pod.init().isEmpty()) {
        status.set("initContainerStatuses", statuses(pod.init()));
      }
      status.set("containerStatuses", statuses(pod.main()));
    }
  }

  private String phase() {
    if (pod.over()) {
      boolean good =
          pod.endReason().isEmpty()
              && pod.main().stream().allMatch(ContainerWorker::succeeded)
              && pod.init().stream().allMatch(ContainerWorker::succeeded);
      return good ? "Succeeded" : "Failed";
    }
    boolean waiting = !initialized() || pod.main().stream().anyMatch(PodStatus::neverRan);
    return waiting ? "Pending" : "Running";
  }

  private static boolean neverRan(ContainerWorker c) {
    return c.state() instanceof ContainerState.Waiting && c.last() == null;
  }

  private boolean initialized() {
    return pod.init().stream().allMatch(c -> c.done() && c.succeeded());
  }

  private boolean containersReady() {
    return !pod.over() && pod.main().stream().allMatch(ContainerWorker::ready);
  }

  // ---------------------------------------------------------------- conditions

  private void conditions(ObjectNode object, ObjectNode status) {
    if (!pod.scheduled()) {
      boolean gated = unschedulable.isEmpty();
      String why =
          gated ? "Scheduling is blocked due to non-empty scheduling gates" : unschedulable;
      set(status, "PodScheduled", false, gated ? "SchedulingGated" : "Unschedulable", why);
      return;
    }
    set(status, "PodScheduled", true, "", "");
    set(status, "PodReadyToStartContainers", !pod.over(), "", "");
    boolean initialized = initialized();
    set(
        status,
        "Initialized",
        initialized,
        initialized ? "" : "ContainersNotInitialized",
        initialized ? "" : "containers with incomplete status: " + incomplete());
    boolean ready = containersReady();
    String reason = ready ? "" : notReadyReason();
    String message =
        ready || pod.over() ? "" : "containers with unready status: " + names(pod.main(), false);
    set(status, "ContainersReady", ready, reason, message);
    String gate = closedGate(object, status);
    if (ready && !gate.isEmpty()) {
      String why = "the status of pod readiness gate \"" + gate + "\" is not \"True\", but False";
      set(status, "Ready", false, "ReadinessGatesNotReady", why);
    } else {
      set(status, "Ready", ready, reason, message);
    }
    if (pod.endReason().equals("Evicted")) {
      set(status, "DisruptionTarget", true, "TerminationByKubelet", pod.endMessage());
    }
  }

  private String notReadyReason() {
    if (!pod.over()) {
      return "ContainersNotReady";
    }
    return phase().equals("Succeeded") ? "PodCompleted" : "PodFailed";
  }

  private String incomplete() {
    return pod.init().stream()
        .filter(c -> !(c.done() && c.succeeded()))
        .map(ContainerWorker::name)
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private static String names(List<ContainerWorker> containers, boolean ready) {
    return containers.stream()
        .filter(c -> c.ready() == ready)
        .map(ContainerWorker::name)
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private static String closedGate(ObjectNode object, ObjectNode status) {
    for (JsonNode gate : Json.items(object, "spec", "readinessGates")) {
      String type = Json.text(gate, "conditionType");
      if (!Conditions.is(status, type, "True")) {
        return type;
      }
    }
    return "";
  }

  private static void set(
      ObjectNode status, String type, boolean value, String reason, String message) {
    Conditions.set(status, type, value ? "True" : "False", reason, message);
  }

  // ---------------------------------------------------------------- containers

  private ArrayNode statuses(List<ContainerWorker> containers) {
    ArrayNode all = Json.array();
    for (ContainerWorker c : containers) {
      boolean init = pod.init().contains(c);
      ObjectNode status = all.addObject().put("name", c.name());
      status.set("state", c.state().json());
      status.set("lastState", c.last() == null ? Json.object() : c.last().json());
      status.put("ready", init ? c.done() && c.succeeded() : c.ready());
      status.put("restartCount", c.restarts());
      status.put("image", Json.text(c.spec(), "image")).put("imageID", c.imageId());
      status.put("started", init ? c.running() : c.started());
      if (c.process() != null) {
        status.put("containerID", "containerd://" + c.process().id());
      } else if (c.state() instanceof ContainerState.Terminated t) {
        status.put("containerID", t.containerId());
      }
    }
    return all;
  }
}
