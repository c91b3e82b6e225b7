package dev.drydock.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
  @Test
  void readsFlatObjectsOfStrings() {
    assertThat(FlatJson.read("{}")).isEmpty();
    assertThat(FlatJson.read(" {\"a\" : \"1\", \"b\":\"x \\\"y\\\" \\n\\u00e9\"} "))
        .isEqualTo(Map.of("a", "1", "b", "x \"y\" \né"));
  }

  @Test
  void readsWhatItQuoted() {
    String odd = "tab\t quote\" back\\slash \u0001 ünï";
    assertThat(FlatJson.read("{\"k\":" + FlatJson.quote(odd) + "}")).containsEntry("k", odd);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{\"a\":1}", "{\"a\":\"1\",}", "{\"a\":\"1\"", "{\"a\" \"1\"}", "{,}"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> FlatJson.read(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
