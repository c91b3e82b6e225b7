package dev.drydock.activities.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CardLinesTest {
  private static final StepRef REF = new StepRef("keeper-41", "keeper", Step.BACKUP, false);
  private final List<String> lines = new ArrayList<>();

  private final Journal journal =
      new Journal() {
        @Override
        public String installation() {
          return "one";
        }

        @Override
        public boolean isClosed(String run) {
          return false;
        }

        @Override
        public void progress(StepRef ref, String line) {
          lines.add(line);
          throw new IllegalStateException("the ledger is away");
        }

        @Override
        public Artifact keep(String kind, byte[] content) {
          throw new UnsupportedOperationException();
        }

        @Override
        public byte[] fetch(Artifact artifact) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void name(String run, String name, Artifact artifact) {}

        @Override
        public void fact(String run, String name, Object fact) {}

        @Override
        public Optional<Artifact> named(String run, String name) {
          return Optional.empty();
        }
      };

  @Test
  void aLineHasBytesAndPercentAndIsNeverDoneBeforeItIs() {
    assertThat(CardLines.line("dumped", 120_000_000, 210_000_000))
        .isEqualTo("120 MB of 210 MB dumped, 57 %");
    assertThat(CardLines.line("dumped", 1_200_000, 1_000_000))
        .isEqualTo("1.2 MB of 1.0 MB dumped, 99 %");
    assertThat(CardLines.line("loaded", 12_000_000, 0)).isEqualTo("12 MB loaded");
    assertThat(CardLines.line("copied on the server", 300_000_000, 300_000_000))
        .isEqualTo("300 MB of 300 MB copied on the server, 99 %");
    assertThat(CardLines.line("of the sealed copy read", 120_000_000, 210_000_000))
        .isEqualTo("120 MB of 210 MB of the sealed copy read, 57 %");
    assertThat(CardLines.line("of the dump read for its checksums", 120_000_000, 210_000_000))
        .isEqualTo("120 MB of 210 MB of the dump read for its checksums, 57 %");
  }

  @Test
  void whatIsShortIsNotToldAndWhatIsLongNotTooOften() {
    new CardLines(journal, REF).at("dumped", 1, 2);
    assertThat(lines).isEmpty();
    CardLines told = new CardLines(journal, REF, Duration.ZERO);
    for (int i = 0; i < 100; i++) {
      told.at("dumped", i, 100);
    }
    assertThat(lines).hasSize(1);
  }
}
