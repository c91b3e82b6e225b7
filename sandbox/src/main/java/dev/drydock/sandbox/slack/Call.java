package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * One call of the Web API as it arrived; tokens are left out.
 *
 * @param status HTTP status of the answer, 0 where the answer was lost on purpose
 */
public record Call(
    String method, ObjectNode args, Instant at, Duration took, int status, JsonNode answer) {
  public boolean ok() {
    return answer.path("ok").asBoolean();
  }

  /** Empty where it went well. */
  public String error() {
    return Json.text(answer, "error");
  }
}
