package dev.drydock.bot.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.book.StepDone;
import java.util.ArrayList;
import java.util.List;

/** What came of a step, in a few words, as far as its result tells. */
final class DoneWords {
  static final String NO_BACKUP = "No durable backup";

  private static final int MOST_SESSIONS = 10;

  private DoneWords() {}

  static String of(StepDone done) {
    JsonNode result = done.result();
    List<String> words = new ArrayList<>();
    switch (done.step()) {
      case PLAN ->
          words.add(
              Words.count(result.path("schema").path("pendingCount").asLong(), "change")
                  + " pending");
      case BACKUP -> words.add(backup(result));
      case TAKE_DOWN -> words.add(text(result.path("podsEnded"), "%s pods ended"));
      case SEAL -> {
        words.add(text(result.path("method"), "%s"));
        words.add(text(result.path("fingerprint").path("rows"), "%s rows"));
        words.add(ended(result));
      }
      case UPGRADE -> {
        words.add(text(result.path("revision"), "now at %s"));
        words.add(text(result.path("note"), "%s"));
        words.add(ended(result));
      }
      case VERIFY -> words.add(Words.count(result.path("checks").size(), "check") + " passed");
      default -> words.add("");
    }
    words.removeIf(String::isEmpty);
    return String.join(", ", words);
  }

  private static String backup(JsonNode result) {
    if ("none".equals(result.path("method").asText())) {
      return NO_BACKUP + ": " + Words.said(result.path("location").asText(), 200);
    }
    return result.has("sizeBytes") ? Words.size(result.path("sizeBytes").asLong()) : "";
  }

  /** Whose sessions the fence ended, each on a line. */
  private static String ended(JsonNode result) {
    List<String> sessions = new ArrayList<>();
    result.path("ended").forEach(session -> sessions.add(Words.said(session.asText(), 200)));
    int more = sessions.size() - MOST_SESSIONS;
    return sessions.isEmpty()
        ? ""
        : "ended "
            + Words.count(sessions.size(), "session")
            + " of others:\n"
            + String.join("\n", sessions.subList(0, Math.min(MOST_SESSIONS, sessions.size())))
            + (more > 0 ? "\nand " + more + " more" : "");
  }

  private static String text(JsonNode value, String pattern) {
    String said = value.isValueNode() ? Words.said(value.asText(), 200) : "";
    return said.isEmpty() || value.isNull() ? "" : pattern.formatted(said);
  }
}
