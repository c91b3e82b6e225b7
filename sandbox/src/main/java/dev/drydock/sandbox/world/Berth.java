package dev.drydock.sandbox.world;

/**
 * Where one application lies: its namespace, its database, its entry in {@code drydock.yaml}.
 *
 * @param app name of the entry; also of the Deployment, the Service and, with underscores, the
 *     database
 * @param software what lies there
 * @param gate YAML of its {@code gates:}, or empty for the common one
 * @param bringUp limit of the roll-out: {@code 30s}
 * @param progressDeadlineSeconds of the Deployment
 * @param alias another entry for the same database, or empty
 * @param takeDown {@code delete} or {@code scale}
 * @param replicas of the Deployment
 * @param databasePort where {@code drydock.yaml} says its database is; 0 for where it really is
 */
public record Berth(
    String app,
    Software software,
    String gate,
    String bringUp,
    int progressDeadlineSeconds,
    String alias,
    String takeDown,
    int replicas,
    int databasePort) {

  /** Of Keeper. */
  public static Berth of(String app) {
    return of(app, Software.KEEPER);
  }

  public static Berth of(String app, Software software) {
    return new Berth(app, software, "", "60s", 600, "", "delete", 2, 0);
  }

  public Berth withGate(String yaml) {
    return new Berth(
        app,
        software,
        yaml,
        bringUp,
        progressDeadlineSeconds,
        alias,
        takeDown,
        replicas,
        databasePort);
  }

  /**
   * @param limit of the roll-out, such as {@code 3m}
   */
  public Berth withBringUp(String limit) {
    return new Berth(
        app,
        software,
        gate,
        limit,
        progressDeadlineSeconds,
        alias,
        takeDown,
        replicas,
        databasePort);
  }

  public Berth withProgressDeadline(int seconds) {
    return new Berth(
        app, software, gate, bringUp, seconds, alias, takeDown, replicas, databasePort);
  }

  public Berth withReplicas(int number) {
    return new Berth(
        app,
        software,
        gate,
        bringUp,
        progressDeadlineSeconds,
        alias,
        takeDown,
        number,
        databasePort);
  }

  public Berth withAlias(String name) {
    return new Berth(
        app,
        software,
        gate,
        bringUp,
        progressDeadlineSeconds,
        name,
        takeDown,
        replicas,
        databasePort);
  }

  public Berth withDatabasePort(int port) {
    return new Berth(
        app, software, gate, bringUp, progressDeadlineSeconds, alias, takeDown, replicas, port);
  }

  public Berth scaledToNone() {
    return new Berth(
        app,
        software,
        gate,
        bringUp,
        progressDeadlineSeconds,
        alias,
        "scale",
        replicas,
        databasePort);
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
            image: %s
            deployment: {namespace: %s, name: %s, container: %s, takeDown: %s}
            database: {host: 127.0.0.1, port: %d, name: %s, user: keeper, password: {file: "%s"}}
            schema: %s
            limits: {bring-up: %s}
            backup: {dump: auto, directory: "%s", keep: 1}
            verify: %s
        %s"""
        .formatted(
            name,
            software.image("{version}"),
            namespace(),
            app,
            software.container(),
            takeDown,
            databasePort == 0 ? port : databasePort,
            database(),
            passwordFile,
            software.schema(),
            bringUp,
            backups,
            software.verify(),
            gate.isEmpty() ? "" : "    gates: " + gate + "\n");
  }
}
