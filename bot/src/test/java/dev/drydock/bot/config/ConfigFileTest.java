package dev.drydock.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.EngineKind;
import dev.drydock.workflows.config.RequestConfig;
import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Tls;
import dev.drydock.workflows.config.VersionRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    Listed approvers = new Listed(List.of("ana", "ben", "cleo"), List.of("S0123ABCD"));
    assertThat(keeper.policy().operators())
        .isEqualTo(new Listed(List.of("ben", "cleo", "ana"), List.of("S0123ABCD")));
    assertThat(keeper.request())
        .isEqualTo(new RequestConfig(approvers, new VersionRule("[0-9]+[.][0-9]+[.][0-9]+")));
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
    assertThat(billing.request()).isEqualTo(RequestConfig.ANY);
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

  /** An app's own word counts, then the top-level one; its approvers may in any case. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-|-|[]|ana|-",
        "-|-|[{}, {before: upgrade, approvers: {people: [dee]}}]|ana dee|-",
        "-|-|[{approvers: {people: [dee]}}]|dee|-",
        "cho|-|[]|cho ana|cho ana",
        "cho|-|[{approvers: {people: [dee]}}]|cho dee|cho dee",
        "cho|ben|[{}]|ben ana|ben ana",
        "-|ben|[{}]|ben ana|ben ana",
      })
  void saysWhoOperatesAndWhoMayAsk(
      String common, String own, String gates, String operators, String requesters) {
    AppConfig keeper =
        ConfigFile.parse(
                Path.of("drydock.yaml"),
                """
                ledger: {url: "jdbc:postgresql://l:5432/d", user: d, password: {env: L}}
                people: {ana: {}, ben: {}, cho: {}, dee: {}}
                approvers: {people: [ana]}
                %sapps:
                  keeper:
                    image: keeper:{version}
                    database: {host: db, name: keeper, user: owner, password: {env: K}}
                    schema: {tool: alembic}
                    gates: %s
                %s"""
                    .formatted(named(common, 0), gates, named(own, 4)))
            .drydock()
            .apps()
            .find("keeper")
            .orElseThrow();
    assertThat(keeper.policy().operators()).isEqualTo(listed(operators));
    assertThat(keeper.request().requesters()).isEqualTo(listed(requesters));
  }

  private static String named(String who, int indent) {
    return who == null
        ? ""
        : "operators: {people: [%s]}\nrequesters: {people: [%s]}\n"
            .formatted(who, who)
            .indent(indent);
  }

  private static Listed listed(String people) {
    return people == null ? null : new Listed(List.of(people.split(" ")), List.of());
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
