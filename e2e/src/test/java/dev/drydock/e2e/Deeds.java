package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What Drydock has made and removed in an application's namespace, by the cluster's audit log. */
final class Deeds {
  private final Path log;
  private final String namespace;
  private final long from;

  private Deeds(Path log, String namespace, long from) {
    this.log = log;
    this.namespace = namespace;
    this.from = from;
  }

  /** From now on. */
  static Deeds since(Machine machine, String namespace) throws IOException {
    Path log = machine.auditLog();
    return new Deeds(log, namespace, Files.size(log));
  }

  /** Each object that was created or deleted, was so once, whatever was asked how often. */
  void wereDoneOnce(Story story) throws IOException {
    List<String> deeds = took();
    story.say("in the cluster: " + deeds);
    List<String> twice =
        deeds.stream().filter(deed -> Collections.frequency(deeds, deed) > 1).distinct().toList();
    assertThat(deeds)
        .contains("create deployments " + namespace, "delete deployments " + namespace);
    assertThat(twice).as("done more than once").isEmpty();
  }

  /** What the cluster has carried out. */
  private List<String> took() throws IOException {
    List<String> deeds = new ArrayList<>();
    byte[] all = Files.readAllBytes(log);
    String text = new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8);
    for (JsonNode event : text.lines().flatMap(line -> AuditLog.event(line).stream()).toList()) {
      JsonNode object = event.path("objectRef");
      String verb = event.path("verb").asText();
      int code = event.path("responseStatus").path("code").asInt();
      boolean dryRun = event.path("requestURI").asText().contains("dryRun");
      if (object.path("namespace").asText().equals(namespace)
          && event.path("user").path("username").asText().contains(Installation.NAMESPACE + ":")
          && !dryRun
          && (verb.equals("delete") && code == 200 || code == 201)
          && object.path("subresource").isMissingNode()) {
        deeds.add(
            verbOf(verb)
                + " "
                + object.path("resource").asText()
                + " "
                + object.path("name").asText());
      }
    }
    return deeds;
  }

  /** Applied to what was not there: made. */
  private static String verbOf(String verb) {
    return verb.equals("patch") ? "create" : verb;
  }
}
