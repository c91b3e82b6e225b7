package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Databases;
import dev.drydock.activities.database.Unreachable;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Looks whether a database can be migrated and put back, before anything is touched. */
final class Looking {
  private static final int OLDEST = 13;

  /** {@code pg_read_all_data}. */
  private static final int GIVES_ALL_TO_READ_SINCE = 14;

  private static final String UNREADABLE =
      " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind IN ('r', 'm', 'S') AND n.nspname NOT LIKE 'pg\\_%'"
          + " AND n.nspname <> 'information_schema' AND NOT (has_schema_privilege(n.oid, 'USAGE')"
          + " AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT')"
          + " ELSE has_table_privilege(c.oid, 'SELECT') END)";

  private static final String UNREADABLE_LARGE_OBJECTS =
      " FROM pg_largeobject_metadata m WHERE NOT pg_has_role(m.lomowner, 'USAGE')"
          + " AND NOT EXISTS (SELECT FROM aclexplode(m.lomacl) a WHERE a.privilege_type = 'SELECT'"
          + " AND CASE a.grantee WHEN 0 THEN true ELSE pg_has_role(a.grantee, 'USAGE') END)";

  private static final int STAYS_SECONDS = 3;

  /** pg_restore begins with {@code transaction_timeout}. */
  private static final int KNOWS_ITS_SETTING_SINCE = 17;

  private static final String FOREIGN_OWNERS =
      "SELECT DISTINCT quote_ident(pg_get_userbyid(c.relowner)) FROM pg_class c"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
          + " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
          + " AND NOT pg_has_role(c.relowner, 'MEMBER')"
          + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
          + " AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1";

  private final Connections connections;
  private final ClientTools tools;
  private final Dumps dumps;
  private final Journal journal;

  Looking(Connections connections, ClientTools tools, Dumps dumps, Journal journal) {
    this.connections = connections;
    this.tools = tools;
    this.dumps = dumps;
    this.journal = journal;
  }

  Databases.Facts facts(AppConfig app, boolean isDumped) {
    try {
      connections.beside(app, connection -> unheld(connection, app));
      Databases.Facts facts = connections.in(app, connection -> facts(connection, app, isDumped));
      connections.beside(app, connection -> carriedOver(connection, app));
      return facts;
    } catch (DatabaseFailure e) {
      if (e.isUnreachable()) {
        throw new Unreachable(e.getMessage(), e);
      }
      throw e.isConfiguration() ? Failures.refused(e.getMessage()) : e;
    }
  }

  /**
   * A run of our own that holds it is not in the way: there is one on a database, or it is this
   * one. Where it is closed, though, nothing can be looked at.
   */
  private Void unheld(Connection connection, AppConfig app) throws SQLException {
    String database = app.database().name();
    Optional<Catalog.Entry> entry = Catalog.find(connection, database);
    Optional<Mark> mark = Mark.of(connection, database);
    if (mark.isPresent()
        && (!entry.get().open()
            || mark.get().isFenced()
            || !mark.get().installation().equals(journal.installation()))) {
      throw Failures.refused(mark.get().refusal(app));
    }
    return null;
  }

  private Databases.Facts facts(Connection connection, AppConfig app, boolean isDumped)
      throws SQLException {
    int major = Catalog.major(connection);
    if (major < OLDEST) {
      throw Failures.refused("PostgreSQL " + major + " is too old; " + OLDEST + " or newer");
    }
    rights(connection, app, major);
    replication(connection, app);
    locks(connection, app);
    collation(connection, app, major);
    sessions(connection, app);
    List<String> troubles = Troubles.lasting(connection);
    if (!troubles.isEmpty()) {
      throw Failures.refused(
          app.database().name()
              + " would fail the checks after the upgrade already now: "
              + String.join(" ", troubles));
    }
    List<String> notes = new ArrayList<>(Troubles.notes(connection));
    notes.addAll(connected(connection, app));
    long size = number(connection, "SELECT pg_database_size(current_database())");
    notes.addAll(SpaceNeeded.ofCopy(app, size, tablespace(connection)));
    notes.addAll(Outlook.notes(connection, app, size));
    WayBack wayBack = wayBack(app, major);
    if (wayBack.durable() != null) {
      notes.addAll(ownersOfOthers(connection));
      notes.addAll(loading(connection, major));
    }
    if (wayBack.durable() != null && !isDumped) {
      SpaceNeeded.requireForDump(app, dumps.store(app), size);
    }
    return new Databases.Facts(Sql.text(connection, "SHOW server_version"), size, wayBack, notes);
  }

  /** The way back renames databases: whoever replicates would go on with the one put aside. */
  private static void replication(Connection connection, AppConfig app) throws SQLException {
    List<String> found = Replication.find(connection);
    if (!found.isEmpty()) {
      throw Failures.refused(
          app.database().name()
              + " is replicated logically, which neither a copy of it nor the way back carries; end"
              + " that first and set it up again afterwards: "
              + String.join(" ", found));
    }
  }

  /**
   * The seal needs everybody off, and who is no superuser ends no superuser's session. One that
   * comes and goes, as a monitor's, may be gone by then.
   */
  private static void sessions(Connection connection, AppConfig app) throws SQLException {
    String database = app.database().name();
    List<Sessions.Session> first = Sessions.notToBeEnded(connection, database);
    if (first.isEmpty()) {
      return;
    }
    pause();
    Set<Integer> before = first.stream().map(Sessions.Session::pid).collect(Collectors.toSet());
    List<String> stay =
        Sessions.notToBeEnded(connection, database).stream()
            .filter(session -> before.contains(session.pid()))
            .map(Sessions.Session::toString)
            .toList();
    if (!stay.isEmpty()) {
      throw Failures.refused(
          "sessions on "
              + database
              + " that only a superuser may end would keep it from being sealed: "
              + String.join("; ", stay)
              + ". Connect a monitor to another database; move or stop what an extension runs there"
              + " (pg_cron: cron.database_name; TimescaleDB: its background workers)");
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(STAYS_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A dump, as a fingerprint, holds a lock on every table at once. */
  private static void locks(Connection connection, AppConfig app) throws SQLException {
    long tables = number(connection, "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p')");
    long places =
        number(
            connection,
            "SELECT sum(current_setting(name)::bigint) + 1 FROM unnest(ARRAY['max_connections',"
                + " 'max_prepared_transactions', 'autovacuum_max_workers', 'max_worker_processes',"
                + " 'max_wal_senders']) name");
    long locks = number(connection, "SELECT current_setting('max_locks_per_transaction')");
    if (tables > places * locks) {
      throw Failures.refused(
          app.database().name()
              + " has "
              + tables
              + " tables, each of which a dump and a fingerprint lock at once; the server has room"
              + " for "
              + places * locks
              + " locks. Set max_locks_per_transaction to "
              + (2 * tables / places + 1)
              + " or more (it is "
              + locks
              + ") and restart the server");
    }
  }

  private static String tablespace(Connection connection) throws SQLException {
    return Sql.text(
        connection,
        "SELECT spcname FROM pg_tablespace t JOIN pg_database d ON d.dattablespace = t.oid"
            + " WHERE datname = current_database()");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Long.parseLong(Sql.text(connection, "SELECT (" + sql + ")::text"));
  }

  /** The server refuses to copy such a database; found out now and not while users are out. */
  private static void collation(Connection connection, AppConfig app, int major)
      throws SQLException {
    boolean hasMoved =
        major >= 15
            && Boolean.parseBoolean(
                Sql.text(
                    connection,
                    "SELECT (datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid)"
                        + " AND datcollversion IS NOT NULL)::text"
                        + " FROM pg_database WHERE datname = current_database()"));
    if (hasMoved) {
      throw Failures.refused(
          "the server's collations have changed since "
              + app.database().name()
              + " was made, so the server will not copy it; rebuild what depends on them, then: "
              + "ALTER DATABASE "
              + Sql.identifier(app.database().name())
              + " REFRESH COLLATION VERSION;");
    }
  }

  /** A copy has to get the same owner, rights and settings; found out now and not at the seal. */
  private static Void carriedOver(Connection connection, AppConfig app) throws SQLException {
    String database = app.database().name();
    try {
      Settings.of(connection, database).tryOn(connection, database);
    } catch (SQLException e) {
      if (!DatabaseFailure.of(app.database(), database, e).isForGood()) {
        throw e;
      }
      throw Failures.refused(
          "owner, rights and settings of "
              + database
              + " could not be given to a copy of it by user "
              + app.database().user()
              + ": "
              + e.getMessage());
    }
    return null;
  }

  /** All that is missing at once, as statements to copy. */
  private static void rights(Connection connection, AppConfig app, int major) throws SQLException {
    String role = Sql.text(connection, "SELECT quote_ident(current_user)");
    List<String> grants = new ArrayList<>();
    for (Map.Entry<String, String> check : checks(role, major).entrySet()) {
      if (!Boolean.parseBoolean(Sql.text(connection, "SELECT (" + check.getValue() + ")::text"))) {
        grants.add(check.getKey());
      }
    }
    if (!grants.isEmpty()) {
      throw Failures.refused(
          "user "
              + app.database().user()
              + " lacks rights on "
              + app.databaseId()
              + "; as a superuser, in that database: "
              + named(connection, role, String.join(" ", grants)));
    }
  }

  /** Whose tables a dump could not give back, because only who is one of them may say so. */
  private static List<String> ownersOfOthers(Connection connection) throws SQLException {
    String role = Sql.text(connection, "SELECT quote_ident(current_user)");
    return Sql.list(connection, row -> row.getString(1), FOREIGN_OWNERS).stream()
        .map(
            owner ->
                "the dump holds tables of "
                    + owner
                    + ", to whom "
                    + role
                    + " could not give them when it is put back: GRANT "
                    + owner
                    + " TO "
                    + role
                    + ";")
        .toList();
  }

  /** What would keep our role, or our tools, from loading the dump that they make. */
  private List<String> loading(Connection connection, int major) throws SQLException {
    List<String> notes = new ArrayList<>();
    List<String> extensions = UntrustedExtensions.of(connection);
    if (!extensions.isEmpty()) {
      notes.add(
          "before the dump could be put back a superuser would have to create its extensions in the"
              + " empty database: "
              + String.join(", ", extensions));
    }
    tools
        .find(major)
        .filter(found -> major < KNOWS_ITS_SETTING_SINCE)
        .filter(found -> found.major() >= KNOWS_ITS_SETTING_SINCE)
        .ifPresent(
            found ->
                notes.add(
                    "pg_restore "
                        + found.version()
                        + " cannot load a dump into a server of before "
                        + KNOWS_ITS_SETTING_SINCE
                        + "; install postgresql-client-"
                        + major
                        + " beside it, where the activity worker runs"));
    return notes;
  }

  private static Map<String, String> checks(String role, int major) {
    String me = " FROM pg_roles WHERE rolname = current_user";
    Map<String, String> checks = new TreeMap<>();
    checks.put("ALTER ROLE " + role + " CREATEDB;", "SELECT rolcreatedb OR rolsuper" + me);
    checks.put(
        "GRANT @owner@ TO " + role + ";",
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()");
    checks.put(
        "GRANT pg_signal_backend TO " + role + ";",
        "SELECT pg_has_role('pg_signal_backend', 'USAGE')");
    checks.put(
        major >= GIVES_ALL_TO_READ_SINCE ? "GRANT pg_read_all_data TO " + role + ";" : "@reads@",
        "SELECT NOT EXISTS (SELECT " + UNREADABLE + ")");
    checks.put(
        "ALTER ROLE " + role + " BYPASSRLS;",
        "SELECT NOT EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p')"
            + " AND row_security_active(c.oid))");
    checks.put(
        "GRANT SELECT ON LARGE OBJECT @largeobjects@ TO " + role + ";",
        "SELECT NOT EXISTS (SELECT " + UNREADABLE_LARGE_OBJECTS + ")");
    checks.put(
        "GRANT CREATE ON TABLESPACE @tablespace@ TO " + role + ";",
        "SELECT dattablespace = (SELECT oid FROM pg_tablespace WHERE spcname = 'pg_default')"
            + " OR has_tablespace_privilege(dattablespace, 'CREATE')"
            + " FROM pg_database WHERE datname = current_database()");
    return checks;
  }

  private static String named(Connection connection, String role, String grants)
      throws SQLException {
    String of = " FROM pg_database d WHERE datname = current_database()";
    return grants
        .replace(
            "@owner@", Sql.text(connection, "SELECT quote_ident(pg_get_userbyid(datdba))" + of))
        .replace("@reads@", readsOfEachSchema(connection, role))
        .replace("@largeobjects@", unreadableLargeObjects(connection))
        .replace(
            "@tablespace@",
            Sql.text(
                connection,
                "SELECT (SELECT quote_ident(spcname) FROM pg_tablespace t"
                    + " WHERE t.oid = d.dattablespace)"
                    + of));
  }

  /** What stands for {@code pg_read_all_data} where the server has no such role. */
  static String readsOfEachSchema(Connection connection, String role) throws SQLException {
    return Sql.text(
        connection,
        "SELECT coalesce(string_agg(format('GRANT USAGE ON SCHEMA %1$I TO %2$s;"
            + " GRANT SELECT ON ALL TABLES IN SCHEMA %1$I TO %2$s;"
            + " GRANT SELECT ON ALL SEQUENCES IN SCHEMA %1$I TO %2$s;', nspname, ?), ' '"
            + " ORDER BY nspname), '') FROM (SELECT DISTINCT nspname"
            + UNREADABLE
            + ") unreadable",
        role);
  }

  private static String unreadableLargeObjects(Connection connection) throws SQLException {
    return String.join(
        ", ",
        Sql.list(
            connection,
            row -> row.getString(1),
            "SELECT m.oid" + UNREADABLE_LARGE_OBJECTS + " ORDER BY 1 LIMIT 100"));
  }

  private static List<String> connected(Connection connection, AppConfig app) throws SQLException {
    Map<String, Integer> who = new TreeMap<>();
    for (Sessions.Session session : Sessions.on(connection, app.database().name())) {
      if (!session.name().equals(Connections.NAME)) {
        who.merge(session.user() + " from " + session.where(), 1, Integer::sum);
      }
    }
    return who.entrySet().stream()
        .map(entry -> "open connections at the plan: " + entry.getValue() + " of " + entry.getKey())
        .toList();
  }

  private WayBack wayBack(AppConfig app, int serverMajor) {
    String dump = app.backup().dump();
    if (dump.equals("never")) {
      return new WayBack(null, "the configuration says dump: never", CopyKeeping.METHOD);
    }
    String absent =
        tools
            .find()
            .map(found -> tooOld(found, serverMajor))
            .orElse("pg_dump is not installed where Drydock's activities run");
    if (absent.isEmpty()) {
      return new WayBack("pg_dump", null, CopyKeeping.METHOD);
    }
    if (dump.equals("always")) {
      throw Failures.refused("a dump is required (dump: always), and " + absent);
    }
    return new WayBack(null, absent, CopyKeeping.METHOD);
  }

  private static String tooOld(ClientTools.Found found, int serverMajor) {
    return found.major() >= serverMajor
        ? ""
        : "pg_dump " + found.version() + " is older than the server (" + serverMajor + ")";
  }
}
