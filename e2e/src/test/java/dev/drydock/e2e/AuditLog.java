package dev.drydock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.book.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the API server wrote down about the accounts of this installation. */
final class AuditLog {
  private static final int CREATED = 201;
  private final Path file;
  private final Set<String> uids;

  /**
   * @param uids of the accounts: those of an earlier installation had the same names
   */
  AuditLog(Path file, Set<String> uids) {
    this.file = file;
    this.uids = uids;
  }

  static Path at(Path machine) {
    return machine.resolve("log/audit.log");
  }

  /**
   * @param resource with its subresource: {@code pods/exec}
   * @param namespace and name: empty where there is none
   */
  record Request(
      String account,
      String group,
      String resource,
      String verb,
      String namespace,
      String name,
      int code,
      boolean allowed) {
    boolean wentWell() {
      // a web socket is answered with 101
      return code >= 200 && code < 300 || code == 101;
    }

    /** For want of a right; a quota or a policy answers with 403 too. */
    boolean isForbidden() {
      return !allowed;
    }

    /**
     * What the account needs for it. Server-side apply is a {@code patch}; where it makes the
     * object the API server asks whether the account may {@code create}, too.
     */
    Set<String> verbs() {
      return verb.equals("patch") && code == CREATED ? Set.of("patch", "create") : Set.of(verb);
    }

    @Override
    public String toString() {
      return verb + " " + group + "/" + resource + " " + namespace + "/" + name + ": " + code;
    }
  }

  /** All that has ended, or is being answered. */
  List<Request> requests() throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .flatMap(line -> event(line).stream())
          .filter(event -> uids.contains(event.at("/user/uid").asText()))
          .map(AuditLog::request)
          .toList();
    }
  }

  /** Empty for a line that an API server was killed in the middle of. */
  static Optional<JsonNode> event(String line) {
    try {
      return Optional.of(Json.read(line));
    } catch (RuntimeException halfALine) {
      return Optional.empty();
    }
  }

  private static Request request(JsonNode event) {
    JsonNode object = event.path("objectRef");
    String subresource = object.path("subresource").asText();
    return new Request(
        event.at("/user/username").asText().replaceFirst(".*:", ""),
        object.path("apiGroup").asText(),
        object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        event.path("verb").asText(),
        object.path("namespace").asText(),
        object.path("name").asText(),
        event.at("/responseStatus/code").asInt(),
        !event.at("/annotations/authorization.k8s.io~1decision").asText().equals("forbid"));
  }
}
