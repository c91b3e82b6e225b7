package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How what a person did reaches the app, and what the app says to it at once. */
interface Delivery {
  /** What kind of thing is delivered; the name is Socket Mode's envelope type. */
  enum Kind {
    SLASH_COMMANDS("slash_commands"),
    INTERACTIVE("interactive");

    private final String envelopeType;

    Kind(String envelopeType) {
      this.envelopeType = envelopeType;
    }

    String envelopeType() {
      return envelopeType;
    }
  }

  /** How a delivery ended; the error is Slack's word for it. */
  enum Outcome {
    ACKNOWLEDGED(""),
    TIMED_OUT("operation_timeout"),
    NOT_DELIVERED("dispatch_failed");

    private final String error;

    Outcome(String error) {
      this.error = error;
    }

    String error() {
      return error;
    }
  }

  /**
   * @param payload what came with the acknowledgement; an empty object where nothing did
   */
  record Ack(Outcome outcome, JsonNode payload) {
    static Ack failed(Outcome outcome) {
      return new Ack(outcome, Json.object());
    }

    boolean arrived() {
      return outcome == Outcome.ACKNOWLEDGED;
    }
  }

  /** Waits for the acknowledgement, no longer than the deadline. */
  Ack deliver(Kind kind, ObjectNode payload);
}
