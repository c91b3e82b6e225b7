package dev.drydock.sandbox.world;

import java.util.function.Consumer;

/**
 * Where one application lies: its namespace, its database, its entry in {@code drydock.yaml}. Never
 * changes: each {@code with...} is another one.
 */
public final class Berth {
  private final String app;
  private final Software software;
  private String gate = "";
  private String bringUp = "60s";
  private int progressDeadlineSeconds = 600;
  private String alias = "";
  private String takeDown = "delete";
  private int replicas = 2;
  private int databasePort;

  private Berth(String app, Software software) {
    this.app = app;
    this.software = software;
  }

  /** Of Keeper. */
  public static Berth of(String app) {
    return of(app, Software.KEEPER);
  }

  public static Berth of(String app, Software software) {
    return new Berth(app, software);
  }

  private Berth but(Consumer<Berth> change) {
    Berth other = new Berth(app, software);
    other.gate = gate;
    other.bringUp = bringUp;
    other.progressDeadlineSeconds = progressDeadlineSeconds;
    other.alias = alias;
    other.takeDown = takeDown;
    other.replicas = replicas;
    other.databasePort = databasePort;
    change.accept(other);
    return other;
  }

  /**
   * @param yaml of its {@code gates:}
   */
  public Berth withGate(String yaml) {
    return but(it -> it.gate = yaml);
  }

  /**
   * @param limit of the roll-out, such as {@code 3m}
   */
  public Berth withBringUp(String limit) {
    return but(it -> it.bringUp = limit);
  }

  /** Of the Deployment's roll-out, after which the cluster gives it up. */
  public Berth withProgressDeadline(int seconds) {
    return but(it -> it.progressDeadlineSeconds = seconds);
  }

  public Berth withReplicas(int number) {
    return but(it -> it.replicas = number);
  }

  /**
   * @param name of another entry for the same database
   */
  public Berth withAlias(String name) {
    return but(it -> it.alias = name);
  }

  /**
   * @param port where {@code drydock.yaml} says its database is, instead of where it really is
   */
  public Berth withDatabasePort(int port) {
    return but(it -> it.databasePort = port);
  }

  /** Taken down by scaling it, not by deletion. */
  public Berth scaledToNone() {
    return but(it -> it.takeDown = "scale");
  }

  /** Name of the entry; also of the Deployment, the Service and, with underscores, the database. */
  public String app() {
    return app;
  }

  public Software software() {
    return software;
  }

  public int replicas() {
    return replicas;
  }

  public int progressDeadlineSeconds() {
    return progressDeadlineSeconds;
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
