package dev.drydock.sandbox.world;

/**
 * Where one application lies: its namespace, its database, its entry in {@code drydock.yaml}.
 *
 * @param app name of the entry; also of the Deployment, the Service and, with underscores, the
 *     database
 * @param gate YAML of its {@code gates:}, or empty for the common one
 * @param bringUp limit of the roll-out: {@code 30s}
 * @param progressDeadlineSeconds of the Deployment
 * @param alias another entry for the same database, or empty
 */
public record Berth(
    String app, String gate, String bringUp, int progressDeadlineSeconds, String alias) {
  static final String IMAGE = "registry.sandbox/keeper";

  public static Berth of(String app) {
    return new Berth(app, "", "60s", 600, "");
  }

  public Berth withGate(String yaml) {
    return new Berth(app, yaml, bringUp, progressDeadlineSeconds, alias);
  }

  public Berth withProgressDeadline(int seconds) {
    return new Berth(app, gate, bringUp, seconds, alias);
  }

  public Berth withAlias(String name) {
    return new Berth(app, gate, bringUp, progressDeadlineSeconds, name);
  }

  public String namespace() {
    return app;
  }

  public String database() {
    return app.replace('-', '_');
  }

  /** The entries in {@code drydock.yaml}. */
  String yaml(int port, String passwordFile, String backups) {
    String own = entry(app, port, passwordFile, backups);
    return alias.isEmpty() ? own : own + entry(alias, port, passwordFile, backups);
  }

  private String entry(String name, int port, String passwordFile, String backups) {
    return """
          %s:
            image: %s:{version}
            deployment: {namespace: %s, name: %s, container: keeper}
            database: {host: 127.0.0.1, port: %d, name: %s, user: keeper, password: {file: "%s"}}
            schema: {tool: liquibase}
            limits: {bring-up: %s}
            backup: {dump: auto, directory: "%s", keep: 1}
            verify:
              sql: [{name: every build has a product, query: select count(*) from build where product_id is null, expect: 0}]
        %s"""
        .formatted(
            name,
            IMAGE,
            namespace(),
            app,
            port,
            database(),
            passwordFile,
            bringUp,
            backups,
            gate.isEmpty() ? "" : "    gates: " + gate + "\n");
  }
}
