package dev.drydock.bot.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The artifacts that a run's events name. */
final class Artifacts {
  private static final String PREFIX = "sha256:";

  private Artifacts() {}

  static List<Artifact> in(List<Event> events) {
    Set<Artifact> found = new LinkedHashSet<>();
    events.forEach(event -> collect(event.data(), found));
    return List.copyOf(found);
  }

  /**
   * @param typed a digest, with or without {@code sha256:}, or its beginning
   */
  static String matching(List<Event> events, String typed) {
    String start = typed.startsWith(PREFIX) ? typed : PREFIX + typed;
    List<String> matching =
        in(events).stream()
            .map(Artifact::digest)
            .filter(digest -> digest.startsWith(start))
            .distinct()
            .toList();
    if (matching.size() != 1) {
      throw new Refused(
          Refused.Kind.WRONG,
          matching.isEmpty()
              ? "The run has no artifact " + typed + "."
              : typed + " begins several digests.",
          "");
    }
    return matching.get(0);
  }

  private static void collect(JsonNode node, Set<Artifact> found) {
    if (node.has("digest") && node.has("sizeBytes") && node.has("kind")) {
      found.add(Json.convert(node, Artifact.class));
    }
    node.forEach(child -> collect(child, found));
  }
}
