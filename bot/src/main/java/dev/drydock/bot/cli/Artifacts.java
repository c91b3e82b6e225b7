package dev.drydock.bot.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunBook;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The artifacts that a run's events name, and those that its proofs name. */
record Artifacts(RunBook book) {
  /** Of one in which a fingerprint stands, whose figures by table are an artifact again. */
  static final String PROOF = "proof";

  private static final String PREFIX = "sha256:";

  List<Artifact> in(List<Event> events) {
    Set<Artifact> found = new LinkedHashSet<>();
    events.forEach(event -> collect(event.data(), found));
    List.copyOf(found).stream()
        .filter(artifact -> artifact.kind().equals(PROOF))
        .flatMap(artifact -> whole(artifact.digest()).stream())
        .forEach(proof -> collect(Json.read(new String(proof, StandardCharsets.UTF_8)), found));
    return List.copyOf(found);
  }

  /** What the ledger holds under the digest; empty where it is not what it is of, or nothing. */
  Optional<byte[]> whole(String digest) {
    try {
      return book.artifact(digest).filter(content -> Digest.of(content).equals(digest));
    } catch (UncheckedIOException damaged) {
      return Optional.empty();
    }
  }

  /**
   * @param typed a digest, with or without {@code sha256:}, or its beginning
   */
  String matching(List<Event> events, String typed) {
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
