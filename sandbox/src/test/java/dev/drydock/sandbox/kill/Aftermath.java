package dev.drydock.sandbox.kill;

import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.workflows.Outcome;
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
  Aftermath(Stage stage) throws SQLException {
    this.stage = stage;
    this.app = stage.app();
    this.before = fingerprint();
  }

  private String fingerprint() throws SQLException {
    return app.one(SEEDED) + " " + app.one(COLUMNS);
  }

  /**
   * @throws dev.drydock.sandbox.demo.Broken with the promise that is not kept
   */
  void expect(Outcome outcome, String version) throws Exception {
    boolean isNew = outcome == Outcome.UPGRADED;
    stage.expectUp(isNew ? version : "1.8.0", isNew ? "k5" : "k3");
    stage.expectNothingLost();
    if (!isNew) {
      stage.check(fingerprint().equals(before), "schema and data as they were", fingerprint());
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
