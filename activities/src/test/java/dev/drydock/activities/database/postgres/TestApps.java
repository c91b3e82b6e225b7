package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Engine;
import dev.drydock.activities.database.Engines;
import dev.drydock.activities.database.Gauge;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Image;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.DeploymentConfig;
import dev.drydock.workflows.config.EngineKind;
import dev.drydock.workflows.config.MaintenanceConfig;
import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.SchemaConfig;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.VerifyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The app {@code keeper} on a test server. */
final class TestApps {
  private static final Policy POLICY = new Policy(List.of(), Limits.DEFAULT);

  static final Gauge QUIET = (what, done, of) -> {};

  private TestApps() {}

  static DatabaseConfig database(int port) {
    return new DatabaseConfig(
        "127.0.0.1", port, "keeper", "drydock", new SecretRef.Env("drydock"), "postgres");
  }

  static Engines engines(Engine engine) {
    return new Engines(Map.of(EngineKind.POSTGRES, () -> engine));
  }

  static AppConfig keeper(DatabaseConfig database, BackupConfig backup) {
    return new AppConfig(
        "keeper",
        "registry.example/keeper:{version}",
        null,
        new DeploymentConfig("apps", "keeper", "keeper"),
        database,
        new SchemaConfig("commands", List.of(), Map.of(), null, null, null),
        new MaintenanceConfig(List.of(), Map.of()),
        backup,
        new VerifyConfig(List.of(), List.of()),
        POLICY);
  }

  static AppConfig keeper(int port, Path directory) {
    return keeper(database(port), new BackupConfig("auto", directory.toString(), 2, 1));
  }

  /**
   * @param s3 null for the directory itself
   */
  static BackupConfig backup(Path directory, Duration retention, S3Config s3) {
    return new BackupConfig("auto", directory.toString(), 2, 1, retention, s3);
  }

  static Plan plan(AppConfig app, WayBack wayBack) {
    return new Plan(
        app.name(),
        "1.9.0",
        app.databaseId(),
        "apps/keeper",
        "sha256:0",
        2,
        new Image("registry.example/keeper:1.8.0", "sha256:1"),
        new Image("registry.example/keeper:1.9.0", "sha256:2"),
        new SchemaPlan("commands", "k3", "k5", List.of(), 0, null, "cannot print it"),
        wayBack,
        POLICY,
        10_000_000,
        List.of());
  }

  static BackupActivities.In in(AppConfig app, String run, Step step, WayBack wayBack) {
    return new BackupActivities.In(new StepRef(run, app.name(), step, false), plan(app, wayBack));
  }
}
