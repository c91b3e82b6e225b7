package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.kubernetes.AppDeed;
import dev.drydock.activities.plan.PlanDeed;
import dev.drydock.activities.plan.PodDeed;
import dev.drydock.activities.schema.SchemaDeed;
import dev.drydock.sandbox.cluster.Cluster;
import dev.drydock.sandbox.cluster.Images;
import dev.drydock.sandbox.cluster.Timing;
import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.MigrationRequest;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.PlanActivities;
import dev.drydock.workflows.PodActivities;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.EngineKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An app that runs in a cluster of its own, and the deeds as a worker would run them. */
abstract class WithSteps {
  static final String RUN = "keeper-41";

  @TempDir Path dir;
  private final Images images = new Images();
  private final MemoryJournal journal = new MemoryJournal();
  private ShellImages shell;
  private Path database;
  private FileDatabases databases;
  private AppConfig app;
  private Cluster cluster;
  private KubernetesClient client;
  private TestActivityEnvironment temporal;

  /** One worker runs one activity at a time. */
  private TestActivityEnvironment other;

  @BeforeEach
  void start() throws IOException {
    shell = new ShellImages(dir);
    shell.pushTo(images);
    database = Files.createDirectories(dir.resolve("db")).resolve("revision");
    Files.writeString(database, "k3\n");
    databases = new FileDatabases(database);
    app = ShellApp.config();
    cluster =
        Cluster.start(
            dir.resolve("cluster"),
            images,
            new Timing(Duration.ofMillis(500), Duration.ofMillis(100)),
            0);
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
            .build();
    applyByOwner(ShellApp.deployment(database));
    await(() -> isUp("1.8.0"));
    startWorker();
  }

  private void startWorker() {
    temporal = worker();
    other = worker();
  }

  private TestActivityEnvironment worker() {
    TestActivityEnvironment worker = TestActivityEnvironment.newInstance();
    Apps apps = new Apps(List.of(app));
    Engines engines = new Engines(Map.of(EngineKind.POSTGRES, () -> databases));
    worker.registerActivitiesImplementations(
        new PlanDeed(apps, client, journal, engines),
        new PodDeed(apps, client, journal, engines),
        new AppDeed(apps, client, journal, engines),
        new SchemaDeed(apps, client, journal, engines));
    return worker;
  }

  /** The worker again, with another configuration. */
  void configure(AppConfig changed) {
    temporal.close();
    other.close();
    app = changed;
    startWorker();
  }

  @AfterEach
  void stop() {
    temporal.close();
    other.close();
    client.close();
    cluster.close();
  }

  Path database() {
    return database;
  }

  /** Somebody's objects, as YAML. */
  void apply(String yaml) {
    client
        .load(
            new java.io.ByteArrayInputStream(
                ("---\n" + yaml).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .inNamespace("default")
        .serverSideApply();
  }

  void applyByOwner(Deployment deployment) {
    client.resource(deployment).fieldManager("owner").serverSideApply();
  }

  /** The owner's change, rolled out. */
  void roll(Deployment changed) {
    applyByOwner(changed);
    await(
        () ->
            isUp("1.8.0")
                && deployment()
                    .getMetadata()
                    .getGeneration()
                    .equals(deployment().getStatus().getObservedGeneration())
                && Integer.valueOf(2).equals(deployment().getStatus().getUpdatedReplicas())
                && Integer.valueOf(2).equals(deployment().getStatus().getReplicas())
                && pods().size() == 2);
  }

  // ---------------------------------------------------------------- deeds

  Plan plan() {
    return stub(temporal, PlanActivities.class)
        .compute(new PlanActivities.In(ref(Step.PLAN), request()));
  }

  /** By another worker, while an activity runs. */
  Plan planMeanwhile() {
    return stub(other, PlanActivities.class)
        .compute(new PlanActivities.In(ref(Step.PLAN), request()));
  }

  PodActivities pod() {
    return stub(temporal, PodActivities.class);
  }

  /** Beside an activity that runs. */
  PodActivities podMeanwhile() {
    return stub(other, PodActivities.class);
  }

  void cancelWhatRuns() {
    temporal.requestCancelActivity();
  }

  PodActivities.In podIn(Plan plan) {
    return new PodActivities.In(ref(Step.MAINTENANCE_POD), plan, request());
  }

  AppActivities app() {
    return stub(temporal, AppActivities.class);
  }

  AppActivities.In in(Step step, Plan plan) {
    return new AppActivities.In(ref(step), plan);
  }

  SchemaActivities schema() {
    return stub(temporal, SchemaActivities.class);
  }

  SchemaActivities.In schemaIn(Step step, Plan plan) {
    return new SchemaActivities.In(ref(step), plan);
  }

  private static <T> T stub(TestActivityEnvironment worker, Class<T> activities) {
    return worker.newActivityStub(
        activities,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(2))
            .setHeartbeatTimeout(Duration.ofSeconds(5))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build());
  }

  StepRef ref(Step step) {
    return new StepRef(RUN, "keeper", step, false);
  }

  MigrationRequest request() {
    return new MigrationRequest("keeper", "1.9.0", app.databaseId(), "ana", Source.CLI, null);
  }

  /** The failure by which a deed ends for good. */
  static ApplicationFailure failureOf(Runnable deed) {
    Throwable thrown = catchThrowable(deed::run);
    assertThat(thrown).isInstanceOf(ActivityFailure.class);
    assertThat(thrown.getCause()).isInstanceOf(ApplicationFailure.class);
    return (ApplicationFailure) thrown.getCause();
  }

  // ---------------------------------------------------------------- the world

  Deployment deployment() {
    return client.apps().deployments().inNamespace("default").withName("keeper").get();
  }

  List<Pod> pods() {
    return client.pods().inNamespace("default").withLabel("app", "keeper").list().getItems();
  }

  List<Pod> drydockPods() {
    return client
        .pods()
        .inNamespace("default")
        .withLabel("app.kubernetes.io/managed-by", "drydock")
        .list()
        .getItems();
  }

  boolean isUp(String version) {
    Deployment now = deployment();
    return now != null
        && now.getStatus() != null
        && Integer.valueOf(2).equals(now.getStatus().getAvailableReplicas())
        && now.getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0)
            .getImage()
            .contains(version);
  }

  String revision() {
    try {
      return Files.readString(database).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A file beside the database that makes the scripts behave in some way. */
  Path beside(String suffix) {
    return database.resolveSibling("revision." + suffix);
  }

  void behave(String suffix) throws IOException {
    Files.createFile(beside(suffix));
  }

  static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(condition);
  }

  AppConfig config() {
    return app;
  }

  Cluster cluster() {
    return cluster;
  }

  KubernetesClient client() {
    return client;
  }

  MemoryJournal journal() {
    return journal;
  }

  FileDatabases databases() {
    return databases;
  }

  ShellImages shell() {
    return shell;
  }

  Images images() {
    return images;
  }
}
