package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.workflows.book.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What Drydock's pods have written in the whole suite: runs after the others. */
@Order(Integer.MAX_VALUE - 2)
class LogsTest {
  @Test
  void eachLineIsJsonAndThoseOfAStepSayWhichRun() throws Exception {
    List<JsonNode> steps = steps();
    if (steps.isEmpty()) { // no other test has been before
      try (Story story = Story.at(Berths.LOGGED)) {
        story.begin("1.9.0");
        story.endsUpgraded("1.9.0", "r5");
      }
      steps = steps();
    }
    assertThat(steps).hasSizeGreaterThan(15);
    assertThat(steps)
        .allSatisfy(
            line -> {
              assertThat(line.at("/mdc/run").asText()).as(line.toString()).isNotEmpty();
              assertThat(line.at("/mdc/app").asText()).as(line.toString()).isNotEmpty();
              assertThat(line.at("/mdc/step").asText()).as(line.toString()).isNotEmpty();
            });
  }

  private static List<JsonNode> steps() throws Exception {
    List<JsonNode> steps = new ArrayList<>();
    for (Path file : files(Installation.shared().logs())) {
      String text = Files.readString(file);
      // of the newest line only a part may be there
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        JsonNode said = Json.read(line);
        if (said.path("kind").asText().equals("Status")) {
          continue; // the cluster's own answer, where it has no log
        }
        assertThat(said.path("formattedMessage").asText()).as(file + ": " + line).isNotEmpty();
        if (said.path("loggerName").asText().endsWith("StepRecorder")) {
          steps.add(said);
        }
      }
    }
    return steps;
  }

  /** Of the roles; the Job of {@code drydock setup} speaks to people. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("drydock-setup"))
          .toList();
    }
  }
}
