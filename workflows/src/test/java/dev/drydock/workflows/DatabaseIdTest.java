package dev.drydock.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"keeper", "keeper_prod", "Keeper-2.0", "_x"})
  void commonNamesStandInARunsIdAsTheyAre(String name) {
    assertThat(run(name)).isEqualTo(name + "-41");
  }

  @Test
  void otherNamesAreSafeInAPathAndInASessionsName() {
    List<String> odd =
        List.of("my db", "my_db", "my  db", "../x", ".x", "-x", "naïve", "o'\"b", "x".repeat(63));
    assertThat(odd.stream().map(DatabaseIdTest::run))
        .allMatch(run -> run.matches("[A-Za-z0-9_][\\w.-]{0,39}-41"))
        .doesNotHaveDuplicates();
    assertThat(Stream.of("x".repeat(63), "x".repeat(62)).map(DatabaseIdTest::run))
        .doesNotHaveDuplicates();
  }

  private static String run(String name) {
    return new DatabaseId("db", 5432, name).run(41);
  }
}
