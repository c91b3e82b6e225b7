package dev.drydock.sandbox.e2e;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.world.Software;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The two Python applications as their teams run them. */
final class PythonSoftware {
  private static final String REVISION = "select version_num from alembic_version";

  /** As in the runbook: the container {@code uwsgi} is not the pod's only one. */
  private static final String PROXY =
      "        - {name: proxy, image: \"registry.sandbox/proxy:1.0\"}\n";

  static final Software KEEPER_FLASK =
      new Software(
          "registry.sandbox/keeper-flask",
          "uwsgi",
          PROXY,
          "1.8.0",
          List.of("flask", "--app", "keeper", "db", "upgrade"),
          "{tool: flask-migrate, env: {FLASK_APP: keeper}}",
          "{sql: [{name: every build has a product, query: select count(*) from build where product_id is null, expect: 0}]}",
          REVISION,
          database ->
              run(
                  database,
                  "insert into product (slug) values ('pipelines'), ('firefly')",
                  "insert into build (product_id, git_ref, client_key)"
                      + " select 1 + i % 2, 'tickets/DM-' || i / 7, 'seed-' || i"
                      + " from generate_series(1, 5000) i"),
          Traffic.Users.OF_KEEPER);

  static final Software TIDE =
      new Software(
          "registry.sandbox/tide-alembic",
          "tide",
          "",
          "1.0.0",
          List.of("alembic", "upgrade", "head"),
          "{tool: alembic}",
          "{sql: [{name: every reading has a gauge, query: select count(*) from reading where gauge_id is null, expect: 0}]}",
          REVISION,
          database ->
              run(
                  database,
                  "insert into gauge (name) values ('pier'), ('lock')",
                  "insert into reading (gauge_id, level_mm, client_key)"
                      + " select 1 + i % 2, i % 900, 'seed-' || i from generate_series(1, 5000) i"),
          new Traffic.Users(
              "/readings",
              "{\"gauge\":\"pier\",\"level_mm\":412,\"client_key\":\"%s\",\"observer\":\"traffic\"}",
              "reading"));

  private PythonSoftware() {}

  private static void run(Connection database, String... statements) throws SQLException {
    try (Statement statement = database.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
