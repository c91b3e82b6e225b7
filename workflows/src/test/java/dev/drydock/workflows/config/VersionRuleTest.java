package dev.drydock.workflows.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRuleTest {
  @ParameterizedTest
  @CsvSource({"1.9.0,true", "pr-666,false", "1.9.0-pr-666,false", "x1.9.0,false", "1.9,false"})
  void aVersionMatchesAsAWhole(String version, boolean isAllowed) {
    assertThat(new VersionRule("[0-9]+[.][0-9]+[.][0-9]+").allows(version)).isEqualTo(isAllowed);
  }

  /** Each of them takes longer than anybody lives, with a tag that somebody chose for that. */
  @ParameterizedTest
  @ValueSource(strings = {"(.*.*)*b", "(a*)*(a*)*(a*)*b"})
  @Timeout(10)
  void aRuleThatDoesNotEndAllowsNothing(String expression) {
    assertThat(new VersionRule(expression).allows("a".repeat(127) + "c")).isFalse();
  }

  @Test
  void aLongTagIsNoTrouble() {
    assertThat(
            new VersionRule("(v?[0-9]+([.][0-9]+)*(-[a-z0-9]+)*)").allows("1." + "0".repeat(126)))
        .isTrue();
  }
}
