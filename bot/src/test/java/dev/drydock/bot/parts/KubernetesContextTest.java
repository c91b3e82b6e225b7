package dev.drydock.bot.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.bot.config.ConfigException;
import dev.drydock.workflows.config.DrydockConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cluster is meant, where a kubeconfig knows several. */
class KubernetesContextTest {
  private static final String TWO =
      """
      apiVersion: v1
      kind: Config
      current-context: staging
      clusters:
        - {name: s, cluster: {server: "https://staging.example"}}
        - {name: p, cluster: {server: "https://production.example"}}
      contexts:
        - {name: staging, context: {cluster: s, user: u}}
        - {name: production, context: {cluster: p, user: u}}
      users:
        - {name: u, user: {token: t}}
      """;

  @TempDir Path directory;
  private String kubeconfig;

  @BeforeEach
  void write() throws Exception {
    kubeconfig = Files.writeString(directory.resolve("config"), TWO).toString();
  }

  private String server(String context) {
    return Cluster.config(new DrydockConfig.KubernetesConfig(kubeconfig, context)).getMasterUrl();
  }

  @Test
  void theOneThatIsConfiguredElseTheFilesOwn() {
    assertThat(server("production")).startsWith("https://production.example");
    assertThat(server(null)).startsWith("https://staging.example");
  }

  @Test
  void oneThatIsNotThereIsNotReplacedByAnother() {
    assertThatThrownBy(() -> server("produktion"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"produktion\"; the kubeconfig has [production, staging]");
  }
}
