package dev.drydock.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.EngineKind;
import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
  private static final Path EXAMPLE = Path.of("../docs/examples/drydock.yaml");

  @Test
  void readsTheDocumentedExample() {
    Settings settings = ConfigFile.load(EXAMPLE);

    assertThat(settings.drydock().apps().names())
        .containsExactly("billing", "keeper", "orders", "stock");
    assertThat(settings.drydock().slack().appToken())
        .isEqualTo(new SecretRef.Env("SLACK_APP_TOKEN"));
    assertThat(settings.drydock().people().get("ana").login()).isEqualTo("ana");
    assertThat(settings.serve())
        .isEqualTo(new Settings.Serve("0.0.0.0", 8080, true, Duration.ofMinutes(5)));
    AppConfig keeper = settings.drydock().apps().find("keeper").orElseThrow();
    assertThat(keeper.policy().gates())
        .containsExactly(
            new GatePolicy(
                Step.TAKE_DOWN,
                2,
                List.of("ana", "ben", "cleo"),
                List.of("S0123ABCD"),
                Duration.ofHours(12)));
    assertThat(keeper.backup())
        .isEqualTo(
            new BackupConfig(
                "always",
                "/var/lib/drydock/backups",
                2,
                3,
                Duration.ofDays(14),
                new S3Config(
                    "backups",
                    "drydock",
                    "https://minio.example:9000",
                    "us-east-1",
                    true,
                    new SecretRef.Env("BACKUP_ACCESS_KEY"),
                    new SecretRef.Env("BACKUP_SECRET_KEY")),
                200));
    assertThat(keeper.verify().sql().get(0).expect()).isEqualTo("0");
    assertThat(keeper.maintenance().resources().get("limits")).containsEntry("cpu", "1.5");
    assertThat(keeper.maintenance().labels()).containsExactly(Map.entry("database-client", "yes"));
    assertThat(keeper.maintenance().annotations()).containsKey("vault.example/role");
    assertThat(keeper.database().tls())
        .isEqualTo(new Tls("verify-full", "/run/secrets/apps/db-ca.pem"));
    assertThat(keeper.database().password())
        .isEqualTo(new SecretRef.Kubernetes("keeper", "keeper-db", "password"));
  }

  @Test
  void fillsInTheDocumentedDefaults() {
    AppConfig billing = ConfigFile.load(EXAMPLE).drydock().apps().find("billing").orElseThrow();

    assertThat(billing.policy().gates())
        .containsExactly(
            new GatePolicy(
                Step.TAKE_DOWN,
                1,
                List.of("ana", "ben", "cleo"),
                List.of("S0123ABCD"),
                Duration.ofHours(24)));
    assertThat(billing.deployment().name()).isEqualTo("billing");
    assertThat(billing.deployment().takeDown()).isEqualTo(TakeDownWay.DELETE);
    assertThat(billing.database().engine()).isEqualTo(EngineKind.POSTGRES);
    assertThat(billing.database().port()).isEqualTo(5432);
    assertThat(billing.database().adminDatabase()).isEqualTo("postgres");
    assertThat(billing.backup())
        .isEqualTo(new BackupConfig("auto", "/var/lib/drydock/backups", 2, 3));
    assertThat(billing.backup().retention()).isEqualTo(Duration.ofDays(14));
    assertThat(billing.policy().limits().seal()).isEqualTo(Limits.DEFAULT.seal());
  }

  @Test
  void mergesAnAnchorBelowTheMappingsOwnKeys() {
    Limits limits =
        ConfigFile.load(EXAMPLE).drydock().apps().find("billing").orElseThrow().policy().limits();

    assertThat(limits.takeDown()).isEqualTo(Duration.ofMinutes(5));
    assertThat(limits.upgrade()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void namesTheFileByOptionThenVariableThenHere() {
    assertThat(ConfigFile.find(Path.of("a.yaml"), Map.of("DRYDOCK_CONFIG", "b.yaml")))
        .isEqualTo(Path.of("a.yaml"));
    assertThat(ConfigFile.find(null, Map.of("DRYDOCK_CONFIG", "b.yaml")))
        .isEqualTo(Path.of("b.yaml"));
    assertThat(ConfigFile.find(null, Map.of())).isEqualTo(Path.of("drydock.yaml"));
  }

  @Test
  void saysWhatToTypeWhenThereIsNoFile() {
    assertThatThrownBy(() -> ConfigFile.load(Path.of("nowhere.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "nowhere.yaml: there is no such file; name one by --config FILE or DRYDOCK_CONFIG");
  }
}
