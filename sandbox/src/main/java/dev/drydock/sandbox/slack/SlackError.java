package dev.drydock.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An answer with {@code ok: false}; status is 200, as Slack does it, except where a limit says 429.
 */
final class SlackError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String error;
  private final transient List<String> details;
  private final transient ObjectNode extra;

  SlackError(String error) {
    this(error, List.of());
  }

  SlackError(String error, List<String> details) {
    this(error, details, Json.object());
  }

  SlackError(String error, List<String> details, ObjectNode extra) {
    super(error + details);
    this.error = error;
    this.details = List.copyOf(details);
    this.extra = extra;
  }

  String error() {
    return error;
  }

  ObjectNode answer() {
    ObjectNode answer = Json.object().put("ok", false).put("error", error);
    answer.setAll(extra);
    if (!details.isEmpty()) {
      ArrayNode errors = answer.putArray("errors");
      ArrayNode messages = answer.putObject("response_metadata").putArray("messages");
      details.forEach(errors::add);
      details.forEach(detail -> messages.add("[ERROR] " + detail));
    }
    return answer;
  }
}
