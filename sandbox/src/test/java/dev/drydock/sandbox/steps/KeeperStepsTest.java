package dev.drydock.sandbox.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.postgres.ClientTools;
import dev.drydock.activities.database.postgres.PostgresDatabases;
import dev.drydock.activities.kubernetes.AppDeed;
import dev.drydock.activities.plan.PlanDeed;
import dev.drydock.activities.plan.PodDeed;
import dev.drydock.activities.schema.SchemaDeed;
import dev.drydock.sandbox.apps.BuiltImage;
import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.cluster.Cluster;
import dev.drydock.sandbox.cluster.Images;
import dev.drydock.workflows.AppActivities;
import dev.drydock.workflows.Change;
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
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.EngineKind;
import dev.drydock.workflows.config.SchemaConfig;
import dev.drydock.workflows.config.VerifyConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.temporal.testing.TestActivityEnvironment;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with the real Liquibase, a real PostgreSQL and the demo's own app. */
class KeeperStepsTest {
  private static final String RUN = "keeper-41";

  private static final String NOTE_SESSIONS =
      """
      create table ddl_sessions (session text);
      create function note_session() returns event_trigger language plpgsql as
        $$ begin insert into ddl_sessions values (current_setting('application_name')); end $$;
      create event trigger note_session on ddl_command_end execute function note_session();
      """;

  @TempDir Path dir;
  private final MemoryJournal journal = new MemoryJournal();
  private final PostgresDatabases databases =
      new PostgresDatabases(ref -> "none", journal, ClientTools.in());

  @Test
  void keeperGoesFrom18To19() throws Exception {
    Images images = new Images();
    Map<String, BuiltImage> built = KeeperImages.build(dir.resolve("images"));
    built.forEach((tag, image) -> images.put("registry.sandbox/keeper:" + tag, image(image)));
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        Cluster cluster = Cluster.start(dir.resolve("cluster"), images);
        KubernetesClient client = client(cluster)) {
      execute(server, "postgres", "create database keeper");
      String url = "postgresql://postgres:none@127.0.0.1:" + server.getPort() + "/keeper";
      liquibase(built.get("1.8.0"), url);
      execute(server, "keeper", NOTE_SESSIONS);
      client.resource(KeeperApps.deployment(url)).serverSideApply();
      AppConfig app = config(server.getPort());
      TestActivityEnvironment worker = TestActivityEnvironment.newInstance();
      register(worker, app, client);
      WithSteps.await(() -> KeeperApps.isUp(client));
      try {
        procedure(worker, app);
      } finally {
        worker.close();
      }
    }
  }

  private void procedure(TestActivityEnvironment worker, AppConfig app) {
    MigrationRequest request =
        new MigrationRequest("keeper", "1.9.0", app.databaseId(), "ana", Source.CLI, null);
    PlanActivities planning = worker.newActivityStub(PlanActivities.class);
    Plan plan = planning.compute(new PlanActivities.In(ref(Step.PLAN), request));
    assertThat(plan.schema().current()).isEqualTo("k3");
    assertThat(plan.schema().target()).isEqualTo("k5");
    assertThat(plan.schema().pending()).extracting(Change::id).containsExactly("k4", "k5");
    assertThat(journal.text(plan.schema().sql()))
        .contains("alter table build add column builder text;")
        .doesNotContainIgnoringCase("databasechangelog");

    PodActivities pods = worker.newActivityStub(PodActivities.class);
    PodActivities.In pod = new PodActivities.In(ref(Step.MAINTENANCE_POD), plan, request);
    pods.prepare(pod);
    AppActivities apps = worker.newActivityStub(AppActivities.class);
    assertThat(apps.takeDown(new AppActivities.In(ref(Step.TAKE_DOWN), plan)).podsEnded())
        .isEqualTo(2);
    databases.fence(app, RUN);
    SchemaActivities schema = worker.newActivityStub(SchemaActivities.class);
    SchemaActivities.Upgraded done =
        schema.upgrade(new SchemaActivities.In(ref(Step.UPGRADE), plan));
    assertThat(done.exitCode()).as(journal.text(done.log())).isZero();
    assertThat(done.revision()).isEqualTo("k5");
    SchemaActivities.Verified verified =
        schema.verify(new SchemaActivities.In(ref(Step.VERIFY), plan));
    assertThat(verified.checks()).contains("session: drydock-" + RUN);
    apps.bringUpNew(new AppActivities.In(ref(Step.BRING_UP), plan));
    pods.remove(pod);
  }

  private void register(TestActivityEnvironment worker, AppConfig app, KubernetesClient client) {
    Apps apps = new Apps(List.of(app));
    Engines engines = new Engines(Map.of(EngineKind.POSTGRES, () -> databases));
    worker.registerActivitiesImplementations(
        new PlanDeed(apps, client, journal, engines),
        new PodDeed(apps, client, journal, engines),
        new AppDeed(apps, client, journal, engines),
        new SchemaDeed(apps, client, journal, engines));
  }

  private static AppConfig config(int port) {
    AppConfig like = ShellApp.config();
    return new AppConfig(
        like.name(),
        like.image(),
        null,
        like.deployment(),
        new DatabaseConfig("127.0.0.1", port, "keeper", "postgres", null, "postgres"),
        new SchemaConfig("liquibase", List.of(), Map.of(), null, null, null),
        like.maintenance(),
        like.backup(),
        new VerifyConfig(
            List.of(
                new VerifyConfig.SqlCheck(
                    "session", "select distinct session from ddl_sessions", "drydock-" + RUN)),
            List.of()),
        like.policy());
  }

  private static StepRef ref(Step step) {
    return new StepRef(RUN, "keeper", step, false);
  }

  private static void liquibase(BuiltImage image, String url) throws Exception {
    ProcessBuilder update =
        new ProcessBuilder(image.root().resolve("bin/liquibase").toString(), "update")
            .directory(image.root().toFile());
    update.environment().put("DATABASE_URL", url);
    update.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    assertThat(update.start().waitFor()).isZero();
  }

  private static void execute(EmbeddedPostgres server, String database, String sql)
      throws Exception {
    try (var connection = server.getDatabase("postgres", database).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Images.Image image(BuiltImage built) {
    return new Images.Image(built.digest(), built.root(), built.env(), built.entrypoint());
  }

  private static KubernetesClient client(Cluster cluster) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
        .build();
  }
}
