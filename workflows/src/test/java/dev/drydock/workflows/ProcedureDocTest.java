package dev.drydock.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/procedure.md} has one heading for each step, in the steps' order. */
class ProcedureDocTest {
  /** Maven runs tests in the module's folder. */
  private static final Path DOCUMENT = Path.of("..", "docs", "procedure.md");

  @Test
  void hasOneHeadingForEachStepInItsOrder() throws IOException {
    List<String> expected = new ArrayList<>(Arrays.stream(Step.values()).map(Step::word).toList());
    // a gate is no step, but stands where people look for it: after the backup
    expected.add(expected.indexOf(Step.BACKUP.word()) + 1, "gate");
    assertThat(headings()).containsExactlyElementsOf(expected);
  }

  @Test
  void saysAtEachStepWhatMakesItFailItsUndoItsLimitAndWhatTheLedgerHolds() throws IOException {
    String text = Files.readString(DOCUMENT);
    for (Step step : Step.values()) {
      assertThat(section(text, step.word()))
          .as(step.word())
          .contains("**Does**", "**Fails**", "**Undo**", "**Limit**", "**Ledger**");
    }
  }

  private static List<String> headings() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .filter(line -> line.startsWith("## "))
        .map(line -> line.substring(3))
        .toList();
  }

  private static String section(String text, String word) {
    int from = text.indexOf("\n## " + word + "\n");
    assertThat(from).as("heading " + word).isNotNegative();
    int to = text.indexOf("\n## ", from + 1);
    return to < 0 ? text.substring(from) : text.substring(from, to);
  }
}
