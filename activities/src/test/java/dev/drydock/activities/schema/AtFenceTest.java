package dev.drydock.activities.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AtFenceTest {
  private final AtFence seen = new AtFence(null, null);

  /** Its names go into an event, which holds no bulk, and the upgrade must not fail for them. */
  @Test
  void whoComesForHoursIsNamedAFewTimes() {
    for (int i = 0; i < 100_000; i++) {
      seen.ended("keeper from 10.0.0.7 pid " + i);
    }
    assertThat(seen.endedNotOf(Set.of()))
        .hasSize(51)
        .startsWith("keeper from 10.0.0.7 pid 0")
        .endsWith("and 99950 more");
  }

  @Test
  void theNewVersionsOwnSessionsAreNoNews() {
    seen.ended("keeper from 10.0.0.7 pid 1");
    seen.ended("keeper from 10.0.0.77 pid 2");
    assertThat(seen.endedNotOf(Set.of("10.0.0.7"))).containsExactly("keeper from 10.0.0.77 pid 2");
  }
}
