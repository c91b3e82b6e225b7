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
    try (Story story = Story.at(Berths.LOGGED)) {
      story.begin("1.9.0");
      story.endsUpgraded("1.9.0", "r5");
    }
    List<JsonNode> steps = new ArrayList<>();
    for (Path file : files(Installation.shared().logs())) {
      for (String line : Files.readAllLines(file)) {
        JsonNode said = Json.read(line);
        assertThat(said.path("formattedMessage").asText()).as(file + ": " + line).isNotEmpty();
        if (said.path("loggerName").asText().endsWith("StepRecorder")) {
          steps.add(said);
        }
      }
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

  /** Of the roles; the Job of {@code drydock setup} speaks to people. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("drydock-setup"))
          .toList();
    }
  }
}
