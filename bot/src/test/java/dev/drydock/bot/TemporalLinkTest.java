package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.config.DrydockConfig.TemporalConfig;
import io.temporal.envconfig.ClientConfigProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemporalLinkTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "TEMPORAL_CONFIG_FILE", "/nonexistent/temporal.toml",
          "TEMPORAL_ADDRESS", "from.environment:7233",
          "TEMPORAL_NAMESPACE", "from-environment",
          "TEMPORAL_API_KEY", "key");

  @Test
  void takesTemporalsOwnEnvironment() {
    ClientConfigProfile profile = TemporalLink.profile(new TemporalConfig(null, null), ENVIRONMENT);

    assertThat(profile.getAddress()).isEqualTo("from.environment:7233");
    assertThat(profile.getNamespace()).isEqualTo("from-environment");
    assertThat(profile.getApiKey()).isEqualTo("key");
  }

  @Test
  void theConfigurationWins() {
    ClientConfigProfile profile =
        TemporalLink.profile(new TemporalConfig("t.example:7233", "drydock"), ENVIRONMENT);

    assertThat(profile.getAddress()).isEqualTo("t.example:7233");
    assertThat(profile.getNamespace()).isEqualTo("drydock");
    assertThat(profile.getApiKey()).isEqualTo("key");
  }

  @Test
  void hasDefaults() {
    ClientConfigProfile profile =
        TemporalLink.profile(
            new TemporalConfig(null, null),
            Map.of("TEMPORAL_CONFIG_FILE", "/nonexistent/temporal.toml"));

    assertThat(profile.getAddress()).isEqualTo("localhost:7233");
    assertThat(profile.getNamespace()).isEqualTo("default");
  }
}
