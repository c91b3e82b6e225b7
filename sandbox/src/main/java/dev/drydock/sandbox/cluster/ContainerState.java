package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One of {@code waiting}, {@code running}, {@code terminated} in a containerStatus. */
sealed interface ContainerState {
  /** Times are whole seconds in UTC, as text. */
  record Waiting(String reason, String message) implements ContainerState {}

  record Running(String startedAt) implements ContainerState {}

  record Terminated(
      int exitCode,
      String reason,
      String message,
      String startedAt,
      String finishedAt,
      String containerId)
      implements ContainerState {}

  default ObjectNode json() {
    ObjectNode state = Json.object();
    if (this instanceof Waiting w) {
      ObjectNode node = state.putObject("waiting").put("reason", w.reason());
      if (!w.message().isEmpty()) {
        node.put("message", w.message());
      }
    } else if (this instanceof Running r) {
      state.putObject("running").put("startedAt", r.startedAt());
    } else if (this instanceof Terminated t) {
      ObjectNode node = state.putObject("terminated");
      node.put("exitCode", t.exitCode()).put("reason", t.reason());
      node.put("startedAt", t.startedAt()).put("finishedAt", t.finishedAt());
      node.put("containerID", t.containerId());
      if (!t.message().isEmpty()) {
        node.put("message", t.message());
      }
    }
    return state;
  }
}
