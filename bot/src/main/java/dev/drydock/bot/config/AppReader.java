package dev.drydock.bot.config;

import dev.drydock.workflows.TakeDownWay;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.DeploymentConfig;
import dev.drydock.workflows.config.EngineKind;
import dev.drydock.workflows.config.FenceWay;
import dev.drydock.workflows.config.MaintenanceConfig;
import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.SchemaConfig;
import dev.drydock.workflows.config.SchemaConfig.Commands;
import dev.drydock.workflows.config.Tls;
import dev.drydock.workflows.config.VerifyConfig;
import dev.drydock.workflows.config.VerifyConfig.HttpCheck;
import dev.drydock.workflows.config.VerifyConfig.SqlCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One entry under {@code apps:}. */
final class AppReader {
  private AppReader() {}

  /**
   * @param root for what the app does not say itself
   */
  static AppConfig read(String name, Section app, Section root) {
    PolicyReader policy = new PolicyReader(app, root);
    return new AppConfig(
        name,
        app.text("image", null),
        app.text("channel", null),
        deployment(name, app.child("deployment")),
        database(app.child("database")),
        schema(app.child("schema")),
        maintenance(app.child("maintenance")),
        backup(app.child("backup")),
        verify(app.child("verify")),
        policy.policy(),
        policy.request());
  }

  private static DeploymentConfig deployment(String app, Section at) {
    return new DeploymentConfig(
        at.text("namespace", "default"),
        at.text("name", app),
        at.text("container", app),
        TakeDownWay.of(at.text("takeDown", TakeDownWay.DELETE.key())),
        at.flag("startEarly"));
  }

  private static DatabaseConfig database(Section at) {
    EngineKind engine = EngineKind.of(at.text("engine", EngineKind.POSTGRES.key()));
    return new DatabaseConfig(
        engine,
        at.text("host", null),
        at.number("port", engine.port()),
        at.text("name", null),
        at.text("user", null),
        at.secret("password"),
        at.text("adminDatabase", engine.adminDatabase()),
        FenceWay.of(at.text("fence", FenceWay.FULL.key())),
        new Tls(at.text("sslMode", Tls.PREFERRED.mode()), at.text("sslRootCert", null)));
  }

  private static SchemaConfig schema(Section at) {
    return new SchemaConfig(
        at.text("tool", null),
        orEmpty(at.texts("command")),
        at.scalars("env"),
        at.text("workingDir", null),
        at.text("versionTable", null),
        at.has("commands") ? commands(at.child("commands")) : null,
        at.flag("asksWriting"));
  }

  private static Commands commands(Section at) {
    return new Commands(
        at.texts("target"),
        at.texts("known"),
        at.texts("pending"),
        at.texts("sql"),
        at.texts("upgrade"),
        at.text("versionQuery", null));
  }

  private static MaintenanceConfig maintenance(Section at) {
    Map<String, Map<String, String>> resources = new LinkedHashMap<>();
    at.child("resources")
        .entries()
        .keySet()
        .forEach(kind -> resources.put(kind, at.child("resources").scalars(kind)));
    return new MaintenanceConfig(
        orEmpty(at.texts("sidecars")), resources, at.scalars("labels"), at.scalars("annotations"));
  }

  private static BackupConfig backup(Section at) {
    return new BackupConfig(
        at.text("dump", "auto"),
        at.text("directory", "/var/lib/drydock/backups"),
        at.number("jobs", 2),
        at.number("keep", 3),
        at.duration("retention", BackupConfig.RETENTION),
        at.has("to") ? s3(at.text("to", ""), at.child("s3")) : null,
        at.number("maxCopyGigabytes", 0));
  }

  /**
   * @param to {@code s3://bucket/prefix}
   */
  private static S3Config s3(String to, Section at) {
    String[] parts = to.substring("s3://".length()).split("/", 2);
    String endpoint = at.text("endpoint", null);
    return new S3Config(
        parts[0],
        parts.length == 1 ? "" : parts[1].replaceAll("/+$", ""),
        endpoint,
        at.text("region", "us-east-1"),
        at.has("pathStyle") ? at.flag("pathStyle") : endpoint != null,
        at.secret("accessKey"),
        at.secret("secretKey"));
  }

  private static VerifyConfig verify(Section at) {
    return new VerifyConfig(
        at.each(
            "sql",
            check ->
                new SqlCheck(
                    check.text("name", null),
                    check.text("query", null),
                    check.text("expect", null))),
        at.each(
            "http",
            check ->
                new HttpCheck(
                    check.text("name", null),
                    check.text("url", null),
                    check.number("status", 200))));
  }

  private static List<String> orEmpty(List<String> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
