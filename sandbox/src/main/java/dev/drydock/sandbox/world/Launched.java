package dev.drydock.sandbox.world;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * An application of the sandbox that was installed: its old version on the schema of that version,
 * with data, behind its Service.
 */
public final class Launched implements App, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Berth berth;
  private final World world;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private Launched(Berth berth, World world) {
    this.berth = berth;
    this.world = world;
  }

  static Launched at(Berth berth, World world) throws Exception {
    Launched launched = new Launched(berth, world);
    launched.makeDatabase();
    launched.deploy();
    launched.awaitServing(berth.software().oldVersion());
    return launched;
  }

  private void makeDatabase() throws Exception {
    PostgresServer server = world.database();
    server.execute(
        "postgres",
        "CREATE DATABASE %s OWNER keeper TEMPLATE %s"
            .formatted(berth.database(), world.firstSchemas().of(berth.software())));
  }

  private void deploy() throws IOException {
    for (HasMetadata object : world.kubernetes().load(manifest()).items()) {
      world.kubernetes().resource(object).fieldManager("kubectl").serverSideApply();
    }
  }

  private InputStream manifest() throws IOException {
    try (InputStream template = Launched.class.getResourceAsStream("/world/app.yaml")) {
      String yaml =
          new String(template.readAllBytes(), StandardCharsets.UTF_8)
              .replace("@NAMESPACE@", berth.namespace())
              .replace("@NAME@", berth.app())
              .replace("@DATABASE_URL@", databaseUrl())
              .replace("@REPLICAS@", String.valueOf(berth.replicas()))
              .replace(
                  "@PROGRESS_DEADLINE_SECONDS@", String.valueOf(berth.progressDeadlineSeconds()))
              .replace("@CONTAINER@", berth.software().container())
              .replace("@SIDECARS@", berth.software().sidecars())
              .replace("@IMAGE@", oldImage());
      return new java.io.ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String oldImage() {
    return berth.software().image(berth.software().oldVersion());
  }

  /** With the password in it: for the application's own Secret. */
  private String databaseUrl() {
    return world.database().url(berth.database());
  }

  @Override
  public String name() {
    return berth.app();
  }

  public Berth berth() {
    return berth;
  }

  /** Where its users reach it. */
  public URI service() {
    return world.cluster().service(berth.namespace(), berth.app());
  }

  @Override
  public Connection connect() throws SQLException {
    return world.database().connect(berth.database(), "keeper");
  }

  @Override
  public String revision() throws SQLException {
    return one(berth.software().revision());
  }

  /** A query's one value. */
  public String one(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    }
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
      return deployedVersion();
    } catch (IOException e) {
      return "no answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** UID and image of its Deployment: {@code 1f2e... registry.sandbox/keeper:1.8.0}. */
  public String deployed() {
    var deployment =
        world
            .kubernetes()
            .apps()
            .deployments()
            .inNamespace(berth.namespace())
            .withName(berth.app())
            .get();
    return deployment.getMetadata().getUid()
        + " "
        + deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getImage();
  }

  private String deployedVersion() {
    var deployment =
        world
            .kubernetes()
            .apps()
            .deployments()
            .inNamespace(berth.namespace())
            .withName(berth.app())
            .get();
    if (deployment == null) {
      return "no Deployment";
    }
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(berth.software().container()))
        .map(container -> dev.drydock.workflows.Image.tag(container.getImage()))
        .findFirst()
        .orElse("no container " + berth.software().container());
  }

  private void awaitServing(String version) {
    await(
        () -> serving().equals(version) && isRolledOut(),
        () -> berth.app() + " does not serve " + version + ": " + serving());
  }

  private boolean isRolledOut() {
    var status =
        world
            .kubernetes()
            .apps()
            .deployments()
            .inNamespace(berth.namespace())
            .withName(berth.app())
            .get()
            .getStatus();
    return status != null
        && Integer.valueOf(berth.replicas()).equals(status.getAvailableReplicas());
  }

  private static void await(BooleanSupplier condition, Supplier<String> trouble) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(trouble.get());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Override
  public List<String> strangers() {
    KubernetesClient client = world.kubernetes();
    return client.pods().inNamespace(berth.namespace()).list().getItems().stream()
        .filter(pod -> !berth.app().equals(labels(pod.getMetadata().getLabels()).get("app")))
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private static Map<String, String> labels(Map<String, String> labels) {
    return labels == null ? Map.of() : labels;
  }

  /** Takes it away again, with all its databases. */
  @Override
  public void close() throws Exception {
    world
        .kubernetes()
        .apps()
        .deployments()
        .inNamespace(berth.namespace())
        .withName(berth.app())
        .withGracePeriod(1)
        .delete();
    PostgresServer server = world.database();
    List<String> databases = new ArrayList<>();
    try (Connection connection = server.connect("postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select datname from pg_database where datname like '" + berth.database() + "%'")) {
      while (rows.next()) {
        databases.add(rows.getString(1));
      }
    }
    for (String name : databases) {
      server.execute("postgres", "DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
    }
  }
}
