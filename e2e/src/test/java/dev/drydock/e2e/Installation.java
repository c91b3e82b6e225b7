package dev.drydock.e2e;

import dev.drydock.activities.ledger.LedgerPool;
import dev.drydock.activities.ledger.PostgresRunBook;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.sandbox.slack.FakeSlack;
import dev.drydock.sandbox.slack.Workspace;
import dev.drydock.sandbox.world.Place;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.config.Scrub;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Drydock as a user installs it: {@code drydock setup}, {@code kubectl apply -k}, a Role for each
 * application. One for the whole suite; only Slack's servers are pretended, by this process.
 */
final class Installation implements Place {
  /** Its namespace; more than one may stand in a cluster, each with a name of its own. */
  static final String NAMESPACE = System.getProperty("e2e.installation", "drydock");

  /** The application's image: another suite that pushes the same tags must not move these. */
  static final String KEEPER = NAMESPACE + "/keeper-flask";

  private static final String IMAGE = "drydock";
  private static final String TAG = NAMESPACE;
  static final String LEDGER = NAMESPACE.replace('-', '_') + "_ledger";
  private static final String VOLUME = NAMESPACE + "-backups";
  private static Installation shared;

  private final Parts parts;
  private final Server server;
  private final KubernetesClient kubernetes;
  private final FakeSlack slack;
  private final String temporalNamespace = NAMESPACE + "-" + Instant.now().getEpochSecond();
  private final Path directory = Path.of("target", NAMESPACE).toAbsolutePath();
  private String imageDigest;
  private Path config;
  private RunBook book;
  private KeptLogs logs;

  private Installation(Parts parts) throws IOException {
    this.parts = parts;
    this.server = new Server(parts.database());
    this.kubernetes =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(parts.kubeconfig().toFile()))
            .build();
    this.slack = FakeSlack.start(Workspace.demo(), 0, parts.host());
  }

  /** Installs it on first use; skips the test where the real parts are not named. */
  static synchronized Installation shared() throws Exception {
    if (shared == null) {
      Installation made = new Installation(Parts.required());
      made.install();
      shared = made;
    }
    return shared;
  }

  private void install() throws Exception {
    Files.createDirectories(directory);
    pushImages();
    prepareDatabases();
    namespace();
    logs = new KeptLogs(kubernetes, NAMESPACE, directory.resolve("logs"));
    writeConfig(Door.SOCKET);
    apply();
    awaitReady();
    slack.awaitConnection();
    book =
        new PostgresRunBook(
            LedgerPool.reader(
                ConfigFile.load(config).drydock().ledger(), ref -> Server.password(Server.READER)),
            new Scrub());
  }

  private void pushImages() throws IOException {
    Map<String, String> to = Map.of("DRYDOCK_E2E_REGISTRY", parts.registry());
    String said = Shell.run(to, List.of("e2e/images/drydock", IMAGE + ":" + TAG));
    // by digest: where the node has the tag from the last suite, it does not pull it again
    imageDigest = said.substring(said.lastIndexOf('@') + 1);
    Shell.run(to, List.of("e2e/images/keeper-flask", KEEPER));
  }

  private void prepareDatabases() throws SQLException {
    server.role(Server.WRITER, "");
    server.role(Server.READER, "");
    server.role(Server.OWNER, "CREATEDB");
    server.execute("postgres", "GRANT pg_signal_backend TO " + Server.OWNER);
    server.database(LEDGER, Server.WRITER);
  }

  private void namespace() {
    kubernetes.namespaces().withName(NAMESPACE).delete();
    Awaitility.await("the namespace of the last suite is gone")
        .atMost(300, TimeUnit.SECONDS)
        .until(() -> kubernetes.namespaces().withName(NAMESPACE).get() == null);
    kubernetes
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    secret(
        "drydock-ledger",
        Map.of(
            "password", Server.password(Server.WRITER),
            "readerPassword", Server.password(Server.READER)));
    secret("drydock-apps", Map.of("password", Server.password(Server.OWNER)));
    secret(
        "drydock-slack",
        Map.of(
            "botToken", slack.botToken(),
            "appToken", slack.appToken(),
            "signingSecret", slack.signingSecret()));
    parts.machine().ifPresent(this::volume);
  }

  private void secret(String name, Map<String, String> values) {
    kubernetes
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withStringData(values)
                .build())
        .create();
  }

  /** The cluster of {@code e2e/up} makes no volumes by itself. */
  private void volume(Path machine) {
    Path backups = machine.resolve("volumes").resolve(VOLUME);
    try {
      Shell.run(Map.of(), List.of("rm", "-rf", backups.toString()));
      Files.createDirectories(backups);
      Files.setPosixFilePermissions(backups, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    kubernetes.persistentVolumes().withName(VOLUME).delete();
    Awaitility.await().until(() -> kubernetes.persistentVolumes().withName(VOLUME).get() == null);
    kubernetes
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(VOLUME)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .addToCapacity("storage", new io.fabric8.kubernetes.api.model.Quantity("20Gi"))
                .withPersistentVolumeReclaimPolicy("Retain")
                .withNewClaimRef()
                .withNamespace(NAMESPACE)
                .withName("drydock-backups")
                .endClaimRef()
                .withNewHostPath()
                .withPath(backups.toString())
                .endHostPath()
                .endSpec()
                .build())
        .create();
  }

  private void writeConfig(Door door) throws IOException {
    String apps =
        Berths.all().stream().map(berth -> berth.yaml(parts, server)).collect(Collectors.joining());
    config = directory.resolve("drydock.yaml");
    Files.writeString(
        config,
        Keeper.resource("/e2e/drydock.yaml")
            .replace("@TEMPORAL@", parts.temporal())
            .replace("@NAMESPACE@", temporalNamespace)
            .replace("@SLACK@", slack.apiPrefix())
            .replace("@DOOR@", door.config)
            .replace("@WRITER@", Server.WRITER)
            .replace("@READER@", Server.READER)
            .replace("@LEDGER@", server.jdbc(LEDGER))
            .replace("@APPS@", apps));
    Files.writeString(
        directory.resolve("kustomization.yaml"),
        Keeper.resource("/e2e/kustomization.yaml")
            .replace("@NAMESPACE@", NAMESPACE)
            .replace("@OVERLAY@", door.overlay)
            .replace("@IMAGE@", parts.image(IMAGE))
            .replace("@DIGEST@", imageDigest)
            .replace("@K8S@", directory.relativize(Shell.ROOT.resolve("k8s")).toString()));
  }

  /** Slack's door: which overlay, and what {@code drydock.yaml} says for it. */
  enum Door {
    SOCKET("socket", "appToken: {env: SLACK_APP_TOKEN}"),
    HTTP("http", "mode: http\n  signingSecret: {env: SLACK_SIGNING_SECRET}");

    private final String overlay;
    private final String config;

    Door(String overlay, String config) {
      this.overlay = overlay;
      this.config = config;
    }
  }

  /** Applies it anew with that door, and waits until every pod has been replaced. */
  void change(Door door) throws IOException {
    writeConfig(door);
    // a Job cannot be changed; later it would have gone by itself
    kubectl("-n", NAMESPACE, "delete", "job", "drydock-setup", "--ignore-not-found");
    apply();
    for (String role : List.of("workflow", "activity", "bot")) {
      kubectl("-n", NAMESPACE, "rollout", "status", "deployment/drydock-" + role, "--timeout=300s");
    }
  }

  /** The command line, in a pod of the activity worker. */
  String drydock(String... arguments) throws IOException {
    Shell.Ended ended = attempt(arguments);
    if (ended.code() != 0) {
      throw new IllegalStateException(
          String.join(" ", arguments) + " ended with " + ended.code() + ":\n" + ended.output());
    }
    return ended.output();
  }

  /** The same, however it ends. */
  Shell.Ended attempt(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "kubectl",
                "-n",
                NAMESPACE,
                "exec",
                "deploy/drydock-activity",
                "--container=drydock",
                "--",
                "drydock"));
    command.addAll(List.of(arguments));
    return Shell.attempt(Map.of("KUBECONFIG", parts.kubeconfig().toString()), command);
  }

  private void apply() throws IOException {
    kubectl("apply", "-k", directory.toString());
  }

  String kubectl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return Shell.run(Map.of("KUBECONFIG", parts.kubeconfig().toString()), command);
  }

  void awaitReady() {
    Awaitility.await("every role is ready")
        .atMost(300, TimeUnit.SECONDS)
        .pollInterval(500, TimeUnit.MILLISECONDS)
        .conditionEvaluationListener(null)
        .until(
            () -> {
              List<String> waiting =
                  kubernetes.apps().deployments().inNamespace(NAMESPACE).list().getItems().stream()
                      .filter(
                          one ->
                              one.getStatus() == null
                                  || !one.getSpec()
                                      .getReplicas()
                                      .equals(one.getStatus().getReadyReplicas()))
                      .map(one -> one.getMetadata().getName())
                      .toList();
              return waiting.isEmpty();
            });
  }

  /** As {@code kubectl rollout status} of every role. */
  void awaitRolledOut() throws IOException {
    for (String role : List.of("workflow", "activity", "bot")) {
      kubectl("-n", NAMESPACE, "rollout", "status", "--timeout=180s", "deploy/drydock-" + role);
    }
  }

  /**
   * @param role {@code workflow}, {@code activity} or {@code bot}
   */
  List<Pod> pods(String role) {
    return kubernetes
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", role)
        .list()
        .getItems();
  }

  /** What each role's process takes, in words: {@code workflow 189 MB, ...}. */
  String memory() throws IOException {
    List<String> roles = new ArrayList<>();
    for (String role : List.of("workflow", "activity", "bot")) {
      String pod = pods(role).get(0).getMetadata().getName();
      String said =
          kubectl(
              "-n",
              NAMESPACE,
              "exec",
              pod,
              "--container=drydock",
              "--",
              "grep",
              "VmRSS",
              "/proc/1/status");
      roles.add(role + " " + Long.parseLong(said.replaceAll("\\D", "")) / 1024 + " MB");
    }
    return String.join(", ", roles);
  }

  /** A database with Keeper's schema of 1.8.0 and 5,000 builds. */
  void keeperDatabase(String name) throws Exception {
    KeeperTemplate.of(this).copyTo(name);
  }

  String databaseUrl(String database) {
    return databaseUrl(database, Server.OWNER, Server.password(Server.OWNER));
  }

  String databaseUrl(String database, String role, String password) {
    return "postgresql://"
        + role
        + ":"
        + password
        + "@"
        + server.host()
        + ":"
        + server.port()
        + "/"
        + database;
  }

  /** Of a node, as this machine reaches it. */
  String nodeAddress() {
    return kubernetes.nodes().list().getItems().get(0).getStatus().getAddresses().stream()
        .filter(address -> address.getType().equals("InternalIP"))
        .findFirst()
        .orElseThrow()
        .getAddress();
  }

  /** Where the dumps lie on this machine, if it runs the parts. */
  Optional<Path> backups() {
    return parts.machine().map(machine -> machine.resolve("volumes").resolve(VOLUME));
  }

  Parts parts() {
    return parts;
  }

  /** Has what each of Drydock's containers has written so far, a file each. */
  Path logs() {
    return logs.directory();
  }

  Server server() {
    return server;
  }

  KubernetesClient kubernetes() {
    return kubernetes;
  }

  String temporalNamespace() {
    return temporalNamespace;
  }

  Path config() {
    return config;
  }

  @Override
  public FakeSlack slack() {
    return slack;
  }

  @Override
  public RunBook book() {
    return book;
  }
}
