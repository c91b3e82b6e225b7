package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class SlackCheckTest {
  @Test
  void theDoctorLooksForTheScopesThatTheManifestAsksFor() throws Exception {
    try (InputStream manifest = SlackCheck.class.getResourceAsStream("/slack/manifest.yaml")) {
      Map<String, Map<String, Map<String, List<String>>>> read =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(manifest);
      assertThat(SlackCheck.SCOPES)
          .containsExactlyElementsOf(read.get("oauth_config").get("scopes").get("bot"))
          .contains("channels:read", "groups:read", "users:read", "files:write");
    }
  }
}
