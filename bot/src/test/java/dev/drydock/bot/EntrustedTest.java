package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.cli.doctor.Finding.Verdict;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.workflows.config.AppConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntrustedTest {
  @TempDir Path directory;

  @Test
  void theExampleToInstallByIsContent() {
    assertThat(Entrusted.look(apps(Path.of("../k8s/example/drydock.yaml"))))
        .extracting(Finding::verdict)
        .containsExactly(Verdict.OK);
  }

  @Test
  void anAppThatEverybodyMayAskForIsNoted() {
    List<Finding> found = Entrusted.look(apps(Path.of("../docs/examples/drydock.yaml")));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).verdict()).isEqualTo(Verdict.NOTE);
    assertThat(found.get(0).detail())
        .contains("may ask for a run or a plan of billing, orders, stock, and");
    assertThat(found.get(0).mend()).contains("requesters: {people: [...], groups: [...]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{groups: [S0DBA]}|names only groups: with Slack away nobody could resume a run",
        "{people: [ana]}|has only ana, who may not keep or discard what a run of their own wrote",
      })
  void tooFewWhoOperateAreNoted(String approvers, String why) throws IOException {
    String text =
        """
        ledger: {url: "jdbc:postgresql://l:5432/d", user: d, password: {env: L}}
        slack: {channel: C0123, botToken: {env: B}, appToken: {env: A}}
        people: {ana: {login: ana}}
        approvers: %s
        requesters: {people: [ana]}
        apps:
          keeper:
            image: keeper:{version}
            database: {host: db, name: keeper, user: owner, password: {env: K}}
            schema: {tool: alembic}
        """
            .formatted(approvers);
    Path file = Files.writeString(directory.resolve("drydock.yaml"), text);
    assertThat(Entrusted.look(apps(file)))
        .singleElement()
        .satisfies(found -> assertThat(found.detail()).contains("keeper " + why));
  }

  private static List<AppConfig> apps(Path file) {
    return ConfigFile.load(file).drydock().apps().all();
  }
}
