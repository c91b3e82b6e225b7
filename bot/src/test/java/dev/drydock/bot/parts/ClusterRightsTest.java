package dev.drydock.bot.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DrydockConfig.KubernetesConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To whom the Roles are bound that somebody prints and applies. */
class ClusterRightsTest {
  private static final AppConfig KEEPER =
      ConfigFile.load(Path.of("../docs/examples/drydock.yaml"))
          .drydock()
          .apps()
          .find("keeper")
          .orElseThrow();
  private static final String COMMAND =
      "kubectl -n drydock exec deploy/drydock-activity -- drydock doctor keeper --rights"
          + " | kubectl apply -f -";

  @TempDir Path directory;
  private HttpServer server;
  private Cluster cluster;
  private volatile String asks;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        call -> {
          byte[] answer =
              ("{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\","
                      + "\"status\":{\"userInfo\":{\"username\":\""
                      + asks
                      + "\"}}}")
                  .getBytes(StandardCharsets.UTF_8);
          call.getRequestBody().readAllBytes();
          call.getResponseHeaders().add("Content-Type", "application/json");
          call.sendResponseHeaders(201, answer.length);
          call.getResponseBody().write(answer);
          call.close();
        });
    server.start();
    Path kubeconfig =
        Files.writeString(
            directory.resolve("config"),
            """
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            users: [{name: u, user: {token: t}}]
            """
                .formatted(server.getAddress().getPort()));
    cluster = Cluster.open(new KubernetesConfig(kubeconfig.toString(), null));
  }

  @AfterEach
  void stop() {
    cluster.close();
    server.stop(0);
  }

  @Test
  void theWorkersAccountIsBoundWhereItAsks() {
    asks = "system:serviceaccount:ship:worker";
    String printed = cluster.rights(List.of(KEEPER), null);
    assertThat(printed).contains("- {kind: ServiceAccount, name: worker, namespace: ship}");
    assertThat(cluster.mend(KEEPER)).startsWith(COMMAND).contains(printed.strip());
  }

  /** It would take all rights from the worker, and give them to a person. */
  @Test
  void aPersonAtAWorkstationIsNotBound() {
    asks = "ana@example";
    assertThatThrownBy(() -> cluster.rights(List.of(KEEPER), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The cluster takes you for user ana@example")
        .hasMessageContaining(COMMAND);
    assertThat(cluster.mend(KEEPER)).startsWith(COMMAND).doesNotContain("RoleBinding");
  }

  @Test
  void whoIsNamedIsBoundWhoeverAsks() {
    asks = "ana@example";
    assertThat(cluster.rights(List.of(KEEPER), "drydock/drydock-activity"))
        .contains("- {kind: ServiceAccount, name: drydock-activity, namespace: drydock}");
    assertThat(cluster.rights(List.of(KEEPER), "user:worker"))
        .contains("- {kind: User, name: worker,");
  }

  @Test
  void whatTheRoleMayHaveBesidesIsSaid() {
    assertThat(cluster.rights(List.of(KEEPER), "drydock/drydock-activity"))
        .containsOnlyOnce("# Their names are not known here")
        .contains("# - {apiGroups: [\"\"], resources: [configmaps], resourceNames: [NAME],");
  }
}
