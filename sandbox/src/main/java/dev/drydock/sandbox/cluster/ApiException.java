package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal, with the Status object the client gets. */
final class ApiException extends RuntimeException {
  private final transient ObjectNode status;

  ApiException(ObjectNode status) {
    super(Json.text(status, "message"), null, false, false);
    this.status = status;
  }

  ObjectNode status() {
    return status;
  }

  int code() {
    return status.path("code").asInt();
  }

  String reason() {
    return Json.text(status, "reason");
  }
}
