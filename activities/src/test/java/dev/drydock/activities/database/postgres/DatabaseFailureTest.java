package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of a server's answers end a step, and which are asked for again. */
class DatabaseFailureTest {
  private static DatabaseFailure of(String state) {
    return DatabaseFailure.of(
        TestApps.database(5432), "keeper", new SQLException("it says why", state));
  }

  @ParameterizedTest
  @CsvSource({
    "42501, a right is missing",
    "42P01, no such table",
    "22012, wrong data",
    "0A000, not supported",
    "53100, the disk is full",
    "53200, too few locks",
    "XX001, a damaged page",
    "XX002, a damaged index",
  })
  void whatStaysWrongIsForGood(String state) {
    assertThat(of(state).isForGood()).isTrue();
    assertThat(of(state).isForGoodOfQuery()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "XX000, tuple concurrently updated; or a cache lookup that failed",
    "08006, the connection broke",
    "40001, another was faster",
    "40P01, a deadlock",
    "53300, too many connections",
    "55P03, a lock was not to be had",
    "57P01, the server is stopped",
    "57P03, the server starts",
  })
  void whatPassesIsTriedAgain(String state) {
    assertThat(of(state).isForGood()).isFalse();
    assertThat(of(state).isForGoodOfQuery()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "25006, read-only; elsewhere a server that has just taken another's place",
    "57014, canceled; elsewhere by somebody",
  })
  void whatWeLimitedOurselvesIsForGoodThereOnly(String state) {
    assertThat(of(state).isForGood()).isFalse();
    assertThat(of(state).isForGoodOfQuery()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"''", "XX"})
  void whatSaysNothingIsTriedAgain(String state) {
    assertThat(of(state).isForGood()).isFalse();
  }
}
