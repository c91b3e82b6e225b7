package dev.drydock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.canary.ClusterPlace;
import dev.drydock.sandbox.canary.FilesPlace;
import dev.drydock.sandbox.canary.HistoriesPlace;
import dev.drydock.sandbox.canary.LedgerPlace;
import dev.drydock.sandbox.canary.Place;
import dev.drydock.sandbox.canary.PodLogsPlace;
import dev.drydock.sandbox.canary.SecretSearch;
import dev.drydock.sandbox.canary.SlackPlace;
import dev.drydock.workflows.Outcome;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No secret stands where none may: a roll-back and an upgrade with a tool that tells all it knows,
 * and a secret of its own in every place that holds one; then everything that Drydock, Temporal and
 * the cluster have written is searched. Runs after the others, so that their traces are in it.
 *
 * <p>Left out, for a reason: what holds secrets on purpose (Secrets, a pod's environment, Drydock's
 * own Secret with the old manifest), the dumps (the application's own data), and the last words of
 * the tool in a pod's status (see {@link ClusterPlace}).
 */
@Order(Integer.MAX_VALUE - 1)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class CanaryTest {
  private static final Berth BERTH = Berths.RIGHTS_CANARY;
  private static final String PLAIN_ENV = "canary-env/plain+9Zx&\"q\"";
  private static final String NAMED_ENV = "canarySessionTokenValue31";
  private static final String TOOL = "canaryOfTheToolItself88Mn";

  @Test
  void noSecretStandsWhereNoneMay() throws Exception {
    Installation installation = Installation.shared();
    try (ClusterPlace cluster = new ClusterPlace(installation.kubernetes());
        Story story = Story.at(BERTH)) {
      giveSecrets(story.keeper());
      story.begin("2.0.0-tells");
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
      story.keeper().await(story.keeper()::isRolledOut); // as its owner applied it
      story.begin("1.9.0-tells");
      story.endsUpgraded("1.9.0-tells", "r5");
      List<Place> places = places(installation, cluster, commands(installation, story.run()));
      SecretSearch.Report report = search(installation).in(places);
      Files.createDirectories(Path.of("target/stories"));
      Files.write(Path.of("target/stories/canary-places.txt"), report.lines());
      assertThat(report.hits()).isEmpty();
      assertThat(report.empty()).as("places in which nothing was searched").isEmpty();
      assertTheSearchFinds(installation, story.keeper(), places);
    }
  }

  private static void giveSecrets(Keeper keeper) throws Exception {
    keeper.kubectl(
        "patch",
        "secret",
        "keeper-db",
        "-p",
        "{\"stringData\":{\"tool-password\":\"" + TOOL + "\"}}");
    keeper.kubectl(
        "set",
        "env",
        "deployment/" + keeper.name(),
        "--containers=uwsgi",
        "--from=secret/keeper-db",
        "--keys=tool-password");
    keeper.setEnv("SOMETHING=" + PLAIN_ENV, "SESSION_TOKEN=" + NAMED_ENV);
  }

  /** What a person sees who asks about the run. */
  private static Place commands(Installation installation, String run) throws Exception {
    List<List<String>> commands =
        List.of(
            List.of("audit", run, "--json"),
            List.of("audit", run),
            List.of("status", run),
            List.of("plan", BERTH.name(), "2.0.0-tells", "--sql"),
            List.of("list"),
            List.of("doctor", BERTH.name()),
            List.of("doctor", "--rights"));
    Map<String, byte[]> output = new LinkedHashMap<>();
    for (List<String> command : commands) {
      List<String> words = new ArrayList<>(command);
      words.addAll(List.of("--as", "ana"));
      String said = installation.attempt(words.toArray(String[]::new)).output();
      assertThat(said).as(words.toString()).isNotBlank().doesNotContain("Unknown option");
      output.put(String.join(" ", command), said.getBytes(StandardCharsets.UTF_8));
    }
    Path kept = Files.createDirectories(Path.of("target/stories/canary-commands"));
    for (Map.Entry<String, byte[]> entry : output.entrySet()) {
      Files.write(kept.resolve(entry.getKey().replace(' ', '-') + ".txt"), entry.getValue());
    }
    return Place.of("output of commands", shown -> output.forEach(shown::piece));
  }

  private static SecretSearch search(Installation installation) {
    SecretSearch search = new SecretSearch();
    for (String role : List.of(Server.OWNER, Server.WRITER, Server.READER)) {
      search.with("password of " + role, Server.password(role));
    }
    return search
        .with("Slack bot token", installation.slack().botToken())
        .with("Slack app token", installation.slack().appToken())
        .with("Slack signing secret", installation.slack().signingSecret())
        .with("plain value in the Deployment", PLAIN_ENV)
        .with("plain value under a telling name", NAMED_ENV)
        .with("the tool's own password", TOOL);
  }

  private static List<Place> places(
      Installation installation, ClusterPlace cluster, Place commands) {
    List<Place> places = new ArrayList<>();
    places.add(HistoriesPlace.ofNamespace(temporal(installation)));
    places.add(ledger(installation, Server.WRITER));
    places.add(ledger(installation, Server.READER));
    places.add(new SlackPlace(installation.slack()));
    places.add(new PodLogsPlace(installation.kubernetes(), Installation.NAMESPACE));
    places.add(
        new FilesPlace("logs of pods that are gone, too", installation.logs(), file -> true));
    places.add(cluster);
    places.add(commands);
    installation
        .parts()
        .machine()
        .map(AuditLog::at)
        .filter(Files::isReadable)
        .ifPresent(
            log ->
                places.add(
                    new FilesPlace("audit log of the API server", log.getParent(), log::equals)));
    installation
        .backups()
        .ifPresent(
            volume ->
                places.add(
                    new FilesPlace(
                        "metadata of backups", volume, file -> file.endsWith("drydock.json"))));
    return places;
  }

  private static WorkflowClient temporal(Installation installation) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(installation.parts().temporal())
                .build());
    return WorkflowClient.newInstance(
        stubs,
        WorkflowClientOptions.newBuilder().setNamespace(installation.temporalNamespace()).build());
  }

  private static Place ledger(Installation installation, String role) {
    return new LedgerPlace(role, () -> installation.server().connect(Installation.LEDGER, role));
  }

  /** What is found nowhere may not have been looked for. */
  private static void assertTheSearchFinds(
      Installation installation, Keeper keeper, List<Place> places) throws Exception {
    try (Connection writer = installation.server().connect(Installation.LEDGER, Server.WRITER);
        var insert =
            writer.prepareStatement(
                "INSERT INTO drydock.artifacts (digest, kind, size_bytes, gzip) VALUES ('planted', 'planted', 1, ?)")) {
      insert.setBytes(1, ("password=" + TOOL).getBytes(StandardCharsets.UTF_8));
      insert.executeUpdate();
    }
    assertThat(search(installation).in(places).hits())
        .extracting(hit -> hit.secret() + ", " + hit.where())
        .containsOnly(
            "the tool's own password, ledger as " + Server.WRITER + ": drydock.artifacts.gzip",
            "the tool's own password, ledger as " + Server.READER + ": drydock.artifacts.gzip");
    Place secrets =
        Place.of(
            "Secrets of the application's namespace",
            shown ->
                keeper.client().secrets().inNamespace(keeper.name()).list().getItems().stream()
                    .filter(
                        secret -> secret.getMetadata().getName().equals("drydock-" + keeper.name()))
                    .flatMap(secret -> secret.getData().entrySet().stream())
                    .forEach(
                        entry ->
                            shown.piece(
                                entry.getKey(), Base64.getDecoder().decode(entry.getValue()))));
    assertThat(search(installation).in(List.of(secrets)).hits())
        .as("whole, it lies in the application's own namespace")
        .extracting(SecretSearch.Hit::secret)
        .contains("plain value in the Deployment", "plain value under a telling name");
  }
}
