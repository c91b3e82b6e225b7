package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a person is told who holds a database. */
class MarkTest {
  /** Beside it stands the Deployment's hold, whose time is UTC: two forms would be read as two. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-20 21:03:11+00, 2026-11-20 21:03:11 UTC",
    "2026-11-20 22:03:11+01, 2026-11-20 21:03:11 UTC",
    "2026-11-21 02:33:11+05:30, 2026-11-20 21:03:11 UTC",
    "some day, some day"
  })
  void sinceWhenIsToldInUtc(String since, String told) {
    Mark mark = new Mark("keeper-41", "installation-1", "worker-1", since, true, null, null, false);
    assertThat(mark.words())
        .isEqualTo(
            "run keeper-41 (worker worker-1, since " + told + ", fenced, installation installa)");
  }
}
