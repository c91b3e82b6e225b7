package dev.drydock.sandbox.steps;

import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.DeploymentConfig;
import dev.drydock.workflows.config.MaintenanceConfig;
import dev.drydock.workflows.config.SchemaConfig;
import dev.drydock.workflows.config.VerifyConfig;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The app of {@link ShellImages}, as configured and as deployed. */
final class ShellApp {
  private ShellApp() {}

  static AppConfig config() {
    return config(List.of("tool", "target"), Duration.ofSeconds(60));
  }

  /**
   * @param target how the schema tool tells the target
   * @param limit of each step
   */
  static AppConfig config(List<String> target, Duration limit) {
    return config(target, limit, "registry.sandbox/keeper:{version}");
  }

  static AppConfig config(List<String> target, Duration limit, String image) {
    return config(target, limit, image, new MaintenanceConfig(List.of(), Map.of()));
  }

  static AppConfig config(MaintenanceConfig maintenance) {
    return config(
        List.of("tool", "target"),
        Duration.ofSeconds(60),
        "registry.sandbox/keeper:{version}",
        maintenance);
  }

  private static AppConfig config(
      List<String> target, Duration limit, String image, MaintenanceConfig maintenance) {
    return new AppConfig(
        "keeper",
        image,
        null,
        new DeploymentConfig("default", "keeper", "keeper"),
        new DatabaseConfig("127.0.0.1", 5432, "keeper", "drydock", null, "postgres"),
        new SchemaConfig(
            "commands",
            List.of(),
            Map.of(),
            null,
            null,
            new SchemaConfig.Commands(
                target,
                List.of("tool", "known", "{current}"),
                List.of("tool", "pending", "{current}", "{target}"),
                List.of("tool", "sql", "{current}", "{target}"),
                List.of("tool", "upgrade", "{target}"),
                "select revision from version")),
        maintenance,
        new BackupConfig("auto", "backups", 1, 2),
        new VerifyConfig(
            List.of(new VerifyConfig.SqlCheck("builds", "select count(*) from build", "7")),
            List.of()),
        new Policy(List.of(), new Limits(limit, limit, limit, limit, limit, limit)));
  }

  /** The same, scaled to 0 instead of deleted. */
  static AppConfig scaled() {
    return takenDown(TakeDownWay.SCALE, Duration.ofSeconds(60));
  }

  /** The same, whose new pods start early. */
  static AppConfig early(TakeDownWay way) {
    return deployed(
        new DeploymentConfig("default", "keeper", "keeper", way, true), Duration.ofSeconds(60));
  }

  static AppConfig takenDown(TakeDownWay way, Duration limit) {
    return deployed(new DeploymentConfig("default", "keeper", "keeper", way, false), limit);
  }

  private static AppConfig deployed(DeploymentConfig deployment, Duration limit) {
    AppConfig like = config(List.of("tool", "target"), limit);
    return new AppConfig(
        like.name(),
        like.image(),
        like.channel(),
        deployment,
        like.database(),
        like.schema(),
        like.maintenance(),
        like.backup(),
        like.verify(),
        like.policy());
  }

  static Deployment deployment(Path database) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: keeper
          namespace: default
          labels: {team: build}
        spec:
          replicas: 2
          selector: {matchLabels: {app: keeper}}
          template:
            metadata: {labels: {app: keeper}}
            spec:
              terminationGracePeriodSeconds: 5
              containers:
                - name: keeper
                  image: registry.sandbox/keeper:1.8.0
                  env: [{name: DB, value: "%s"}]
        """
            .formatted(database),
        Deployment.class);
  }
}
