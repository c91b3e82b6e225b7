package dev.drydock.bot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "30m, PT30M, 30m",
    "1h30m, PT1H30M, 1h30m",
    "2d, PT48H, 2d",
    "90s, PT90S, 1m30s",
    "PT15M, PT15M, 15m"
  })
  void readsWhatPeopleWrite(String text, Duration parsed, String written) {
    assertThat(Durations.parse(text)).contains(parsed);
    assertThat(Durations.write(parsed)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "m30", "1h 30m", "-1h", "0s", "PT", "PT-5M", "1w"})
  void refusesTheRest(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }
}
