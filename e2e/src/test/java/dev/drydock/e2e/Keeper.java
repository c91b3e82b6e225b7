package dev.drydock.e2e;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.world.App;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Keeper, installed in a namespace of its own at 1.8.0, with data and behind a Service. */
final class Keeper implements App, AutoCloseable {
  private static final String OLD = "1.8.0";
  private final Berth berth;
  private final Installation installation;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private String replicas = "  replicas: 2\n";
  private String volumes = "";
  private String mounts = "";
  private String databaseUrl;

  private Keeper(Berth berth, Installation installation) {
    this.berth = berth;
    this.installation = installation;
    this.databaseUrl = installation.databaseUrl(berth.database());
  }

  static Keeper install(Berth berth, Installation installation) throws Exception {
    Keeper keeper = new Keeper(berth, installation);
    keeper.clear();
    installation.keeperDatabase(berth.database());
    keeper.apply(keeper.manifest(OLD));
    keeper.grant(false);
    keeper.await(() -> keeper.serving().equals(OLD) && keeper.isRolledOut());
    return keeper;
  }

  /** A suite that was killed leaves its namespaces, with pods that have the names of new ones. */
  private void clear() {
    if (client().namespaces().withName(name()).get() != null) {
      removeNamespace();
      Awaitility.await("namespace " + name() + " of an earlier suite is gone")
          .atMost(90, TimeUnit.SECONDS)
          .until(() -> client().namespaces().withName(name()).get() == null);
    }
  }

  /** As its team would: {@code kubectl apply --server-side}. */
  void apply(String manifest) throws IOException {
    for (HasMetadata object : parsed(manifest)) {
      client().resource(object).fieldManager("kubectl").serverSideApply();
    }
  }

  /** The application goes to its database as a role of its own, whose password is now this one. */
  void rotate(String password) throws Exception {
    String role = berth.database() + "_app";
    installation.server().login(role, password);
    databaseUrl = installation.databaseUrl(berth.database(), role, password);
    for (HasMetadata object : parsed(manifest(OLD))) {
      if (object instanceof Secret) {
        client().resource(object).fieldManager("kubectl").serverSideApply();
      }
    }
  }

  List<HasMetadata> parsed(String manifest) {
    return client()
        .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
        .items();
  }

  /** From now on the number of replicas does not stand in Git, as where an autoscaler sets it. */
  void leaveReplicasOut() {
    replicas = "";
  }

  /** From now on it keeps files on a volume of its own. */
  void keepFiles() throws IOException {
    // an earlier suite's stays bound to a claim that went with its namespace
    var volume = client().persistentVolumes().withName(name() + "-files");
    volume.delete();
    await(() -> volume.get() == null);
    apply(resource("/e2e/volume.yaml").replace("@NAME@", name()));
    volumes = "      volumes: [{name: files, persistentVolumeClaim: {claimName: files}}]\n";
    mounts = "          volumeMounts: [{name: files, mountPath: /files}]\n";
    apply(manifest(OLD));
    await(() -> serving().equals(OLD) && isRolledOut());
  }

  String manifest(String version) throws IOException {
    return withImage(resource("/e2e/keeper.yaml"))
        .replace("      containers:\n", volumes + "      containers:\n")
        .replace("          readinessProbe:", mounts + "          readinessProbe:")
        .replace("  replicas: 2\n", replicas)
        .replace("@NAME@", berth.name())
        .replace("@PROGRESS_DEADLINE_SECONDS@", "600")
        .replace("@VERSION@", version)
        .replace("@DATABASE_URL@", databaseUrl);
  }

  String withImage(String manifest) {
    return manifest.replace("@IMAGE@", installation.parts().image(Installation.KEEPER));
  }

  /**
   * The Role that the application's team binds, as the repository has it.
   *
   * @param whole with the lines that it has as comments: rights that may be left out
   */
  void grant(boolean whole) throws IOException {
    for (HasMetadata object : role(client(), berth, whole)) {
      client().resource(object).inNamespace(berth.name()).serverSideApply();
    }
  }

  /** Role and RoleBinding. */
  static List<HasMetadata> role(KubernetesClient client, Berth berth, boolean whole)
      throws IOException {
    String role =
        java.nio.file.Files.readString(
                Shell.ROOT.resolve(
                    "k8s/app/" + (berth.scales() ? "scale" : "delete") + "/role.yaml"))
            .replaceAll("keeper(?!-db|-config)", berth.name())
            .replace("namespace: drydock}", "namespace: " + Installation.NAMESPACE + "}");
    String wanted = whole ? role.replace("# - {", "- {") : role;
    List<HasMetadata> objects =
        client.load(new ByteArrayInputStream(wanted.getBytes(StandardCharsets.UTF_8))).items();
    objects.forEach(object -> object.getMetadata().setNamespace(berth.name()));
    return objects;
  }

  /** Values that stand in the Deployment itself; waits until the pods have them. */
  void setEnv(String... nameAndValue) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("set", "env", "deployment/" + name(), "--containers=uwsgi"));
    command.addAll(List.of(nameAndValue));
    kubectl(command.toArray(String[]::new));
    kubectl("rollout", "status", "deployment/" + name(), "--timeout=180s");
  }

  /** In its namespace. */
  String kubectl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("-n", name()));
    command.addAll(List.of(arguments));
    return installation.kubectl(command.toArray(String[]::new));
  }

  static String resource(String name) throws IOException {
    try (InputStream in = Keeper.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Berth berth() {
    return berth;
  }

  KubernetesClient client() {
    return installation.kubernetes();
  }

  @Override
  public String name() {
    return berth.name();
  }

  /** Where its users reach it: the node's port. */
  URI service() {
    int port =
        client()
            .services()
            .inNamespace(name())
            .withName(name())
            .get()
            .getSpec()
            .getPorts()
            .get(0)
            .getNodePort();
    return URI.create("http://" + installation.nodeAddress() + ":" + port + "/");
  }

  Traffic traffic() {
    return Traffic.start(service(), Traffic.Users.OF_KEEPER, Traffic.Options.DEFAULT);
  }

  Deployment deployment() {
    return client().apps().deployments().inNamespace(name()).withName(name()).get();
  }

  @Override
  public String serving() {
    try {
      HttpResponse<String> page =
          http.send(
              HttpRequest.newBuilder(service().resolve("/healthz"))
                  .timeout(Duration.ofSeconds(2))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (page.statusCode() != 200) {
        return "HTTP " + page.statusCode();
      }
      return dev.drydock.workflows.book.Json.read(page.body()).path("version").asText();
    } catch (IOException e) {
      return "no answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  boolean isRolledOut() {
    Deployment now = deployment();
    return now != null
        && now.getStatus() != null
        && now.getMetadata().getGeneration().equals(now.getStatus().getObservedGeneration())
        && now.getSpec().getReplicas().equals(now.getStatus().getReplicas())
        && now.getSpec().getReplicas().equals(now.getStatus().getAvailableReplicas())
        && now.getSpec().getReplicas().equals(now.getStatus().getUpdatedReplicas());
  }

  @Override
  public String revision() throws SQLException {
    return one("select version_num from alembic_version");
  }

  String one(String sql) throws SQLException {
    return installation.server().one(berth.database(), sql);
  }

  @Override
  public List<String> strangers() {
    return drydocks().map(pod -> pod.getMetadata().getName()).toList();
  }

  /** Or the plan's, while there is one. */
  Pod maintenancePod() {
    return drydocks()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .findFirst()
        .orElseThrow();
  }

  private Stream<Pod> drydocks() {
    return client().pods().inNamespace(name()).list().getItems().stream()
        .filter(
            pod ->
                pod.getMetadata().getLabels() == null
                    || !pod.getMetadata().getLabels().containsKey("app")); // the team's have it
  }

  @Override
  public Connection connect() throws SQLException {
    return installation.server().connect(berth.database(), Server.OWNER);
  }

  void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(name() + " serves")
        .atMost(90, TimeUnit.SECONDS)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(condition);
  }

  /** Takes it away again, with all its databases. */
  @Override
  public void close() throws Exception {
    removeNamespace();
    installation.server().drop(berth.database());
  }

  private void removeNamespace() {
    client().namespaces().withName(name()).delete();
    client().pods().inNamespace(name()).list().getItems().forEach(this::letGo);
    client().secrets().inNamespace(name()).list().getItems().forEach(this::letGo);
  }

  /** What a broken run left with our finalizer would hold the namespace for ever. */
  private void letGo(HasMetadata object) {
    if (!object.getMetadata().getFinalizers().isEmpty()) {
      client()
          .resource(object)
          .patch(
              io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                  io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
              "{\"metadata\":{\"finalizers\":null}}");
    }
  }
}
