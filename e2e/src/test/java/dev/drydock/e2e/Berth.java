package dev.drydock.e2e;

/**
 * One application of the suite, with an entry of its own in {@code drydock.yaml}: its name is that
 * of its namespace, Deployment, Service and (with underscores) database.
 *
 * @param scales true to be taken down by scaling
 * @param startsEarly true to have its new pods started while the upgrade runs
 * @param more YAML lines of the entry, each with its key
 */
record Berth(String name, boolean scales, boolean startsEarly, String... more) {
  Berth(String name, boolean scales, String... more) {
    this(name, scales, false, more);
  }

  Berth startingEarly() {
    return new Berth(name, scales, true, more);
  }

  static Berth of(String name, String... more) {
    return new Berth(name, false, more);
  }

  String database() {
    return name.replace('-', '_');
  }

  /** The entry in {@code drydock.yaml}. */
  String yaml(Parts parts, Server server) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("  ").append(name).append(":\n");
    line(yaml, "image: " + parts.image(Installation.KEEPER + ":{version}"));
    line(yaml, deployment());
    line(
        yaml,
        "database: {host: %s, port: %d, name: %s, user: %s, password: {file: /run/secrets/apps/password}}"
            .formatted(server.host(), server.port(), database(), Server.OWNER));
    line(yaml, "schema: {tool: flask-migrate, workingDir: /app, env: {FLASK_APP: keeper}}");
    for (String line : more) {
      line(yaml, line);
    }
    if (!has("backup:")) {
      line(yaml, "backup: {dump: always, directory: /var/lib/drydock/backups, keep: 1}");
    }
    if (!has("verify:")) {
      line(
          yaml,
          "verify: {sql: [{name: every build has a product, query: select count(*) from build where product_id is null, expect: 0}]}");
    }
    return yaml.toString();
  }

  private String deployment() {
    return "deployment: {namespace: %s, name: %s, container: uwsgi%s%s}"
        .formatted(
            name, name, scales ? ", takeDown: scale" : "", startsEarly ? ", startEarly: true" : "");
  }

  private boolean has(String key) {
    for (String line : more) {
      if (line.startsWith(key)) {
        return true;
      }
    }
    return false;
  }

  private static void line(StringBuilder yaml, String text) {
    yaml.append("    ").append(text).append('\n');
  }
}
