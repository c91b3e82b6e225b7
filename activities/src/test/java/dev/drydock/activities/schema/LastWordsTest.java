package dev.drydock.activities.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {
  @Test
  void whichEditionOfLiquibaseItIsIsNoNews() {
    assertThat(
            LastWords.isNews(
                "WARNING: License service not loaded, cannot determine Liquibase Pro license"
                    + " status. Please consider re-installing Liquibase"))
        .isFalse();
    assertThat(LastWords.isNews("WARNING: table build is locked")).isTrue();
    assertThat(LastWords.isNews("Running Changeset: changelog/k4.sql::k4::keeper")).isTrue();
  }
}
