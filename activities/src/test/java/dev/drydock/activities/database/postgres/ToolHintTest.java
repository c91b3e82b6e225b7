package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolHintTest {
  private static final String LOCKED = "ERROR: canceling statement due to lock timeout";

  @Test
  void aLockTimeoutIsToldWithWhoHeldTheLock() {
    assertThat(ToolHint.of(LOCKED, "ALTER waits for build")).isEqualTo("ALTER waits for build");
    assertThat(ToolHint.of(LOCKED, "")).isEmpty();
  }

  @Test
  void aReadOnlyTransactionIsToldWithHowTheFenceLetsThrough() {
    String said = "ERROR: cannot execute CREATE TABLE in a read-only transaction";
    assertThat(ToolHint.of(said, "ALTER waits for build"))
        .startsWith("the fence lets through connections that take PGAPPNAME and PGOPTIONS");
  }

  @Test
  void nothingIsAddedToOtherWords() {
    assertThat(ToolHint.of("ERROR: column a exists", "ALTER waits for build")).isEmpty();
  }
}
