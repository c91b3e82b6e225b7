package dev.drydock.sandbox.kill;

import dev.drydock.activities.database.postgres.DebianPostgres;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.PostgresServer;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.StepView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold when a run is over, whoever died meanwhile. */
final class Aftermath {
  private static final String SEEDED =
      "select md5(coalesce(string_agg(t, ',' order by t), '')) from ("
          + "select b::text t from build b where client_key like 'seed-%'"
          + " union all select p::text from product p union all select e::text from edition e) s";
  private static final String COLUMNS =
      "select md5(string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable), ','"
          + " order by table_name, column_name)) from information_schema.columns"
          + " where table_schema = 'public'";
  private static final String STATE =
      "select concat_ws(' ', datallowconn, shobj_description(d.oid, 'pg_database'),"
          + " array_to_string(setconfig, ' ')) from pg_database d"
          + " left join pg_db_role_setting s on s.setdatabase = d.oid and s.setrole = 0"
          + " where datname = '%s'";
  private static final String BESIDE =
      "select datname from pg_database where datname like '%s\\_%%' order by 1";
  private static final String SESSIONS =
      "select application_name || ' ' || coalesce(state, '') from pg_stat_activity"
          + " where datname = '%s' and application_name ilike '%%drydock%%'";

  private final Stage stage;
  private final Launched app;
  private final String before;

  /** Remembers what is there before. */
  Aftermath(Stage stage) throws Exception {
    this.stage = stage;
    this.app = stage.app();
    this.before = fingerprint();
  }

  private String fingerprint() throws Exception {
    return app.one(SEEDED) + "\n" + schema();
  }

  /**
   * Every object with its rights, and the database's own: what the server's own tool says, which
   * knows nothing of Drydock's fingerprint. The columns alone where there is no such tool.
   */
  private String schema() throws Exception {
    Optional<Path> bin = DebianPostgres.find();
    if (bin.isEmpty()) {
      return app.one(COLUMNS);
    }
    PostgresServer server = stage.world().database();
    ProcessBuilder dump =
        new ProcessBuilder(
                bin.get().resolve("pg_dump").toString(),
                "--schema-only",
                "--create",
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--username=postgres",
                app.berth().database())
            .redirectErrorStream(true);
    dump.environment().put("PGPASSWORD", server.password("postgres"));
    Process process = dump.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    stage.check(process.waitFor() == 0, "pg_dump says the schema", said);
    // newer ones begin and end with a word that is made up each time
    return said.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
  }

  /** What the run itself has proven, where it put a sealed state back. */
  private void expectProven() {
    for (StepView step : stage.view().steps()) {
      if (step.undo() && step.deed().equals("Backup.Restore")) {
        BackupActivities.Restored back =
            Json.convert(step.result(), BackupActivities.Restored.class);
        stage.check(
            back.sealed() == null || back.sealed().digest().equals(back.fingerprint().digest()),
            "the fingerprint of the seal",
            back.toString());
      }
    }
  }

  /**
   * @throws dev.drydock.sandbox.demo.Broken with the promise that is not kept
   */
  void expect(Outcome outcome, String version) throws Exception {
    boolean isNew = outcome == Outcome.UPGRADED;
    stage.expectUp(isNew ? version : "1.8.0", isNew ? "k5" : "k3");
    stage.expectNothingLost();
    if (!isNew) {
      String after = fingerprint();
      stage.check(after.equals(before), "schema and data as they were:\n" + before, after);
      expectProven();
    }
    String state = String.join("; ", all(STATE));
    stage.check(state.equals("t"), "no fence and no mark on the database", state);
    List<String> beside = all(BESIDE);
    stage.check(
        beside.size() <= 1, "no databases beside but the kept one", String.join(", ", beside));
    stage.awaitTrue("no session of Drydock is left on it", () -> all(SESSIONS).isEmpty());
    // a run that was refused before its claim has made none
    Optional<String> holder =
        Optional.ofNullable(
                stage
                    .world()
                    .kubernetes()
                    .leases()
                    .inNamespace(app.berth().namespace())
                    .withName("drydock-" + app.berth().app())
                    .get())
            .map(lease -> lease.getSpec().getHolderIdentity());
    stage.check(holder.isEmpty(), "nobody holds the Deployment", holder.toString());
    stage.expectFinalCard(outcome);
  }

  private List<String> all(String query) {
    String sql = query.formatted(app.berth().database());
    List<String> found = new ArrayList<>();
    try (Connection connection = stage.world().database().connect("postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
