package dev.drydock.workflows.config;

import dev.drydock.workflows.DatabaseId;
import dev.drydock.workflows.Policy;

/**
 * One entry under {@code apps:}.
 *
 * @param image with {@code {version}} in it: {@code registry.example/keeper:{version}}
 * @param channel Slack channel id for its cards, or null for the common one
 */
public record AppConfig(
    String name,
    String image,
    String channel,
    DeploymentConfig deployment,
    DatabaseConfig database,
    SchemaConfig schema,
    MaintenanceConfig maintenance,
    BackupConfig backup,
    VerifyConfig verify,
    Policy policy,
    RequestConfig request) {

  /** One that everybody may ask for, in any version. */
  public AppConfig(
      String name,
      String image,
      String channel,
      DeploymentConfig deployment,
      DatabaseConfig database,
      SchemaConfig schema,
      MaintenanceConfig maintenance,
      BackupConfig backup,
      VerifyConfig verify,
      Policy policy) {
    this(
        name,
        image,
        channel,
        deployment,
        database,
        schema,
        maintenance,
        backup,
        verify,
        policy,
        RequestConfig.ANY);
  }

  public String imageFor(String version) {
    return image.replace("{version}", version);
  }

  public DatabaseId databaseId() {
    return new DatabaseId(database.host(), database.port(), database.name());
  }
}
