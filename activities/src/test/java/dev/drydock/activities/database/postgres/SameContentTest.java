package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.config.AppConfig;
import java.nio.file.Path;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes no difference to a fingerprint: the same content made, stored or read otherwise. */
class SameContentTest {
  /** One of everything that a role which is no superuser can make and a dump can keep. */
  private static final int ROW_FILTERS_SINCE = 15;

  private static final String[] RICH = {
    "CREATE SCHEMA inner_one",
    "CREATE TYPE pair AS (a int, b text)",
    "CREATE DOMAIN positive AS int DEFAULT 1 CHECK (VALUE > 0)",
    "CREATE TYPE floats AS RANGE (subtype = float8, subtype_diff = float8mi)",
    "CREATE FUNCTION plus_one(a int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE"
        + " SET work_mem = '5MB' AS 'SELECT a + 1'",
    "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int4, INITCOND = '0')",
    "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ===)",
    "CREATE CAST (pair AS text) WITH INOUT AS IMPLICIT",
    "CREATE COLLATION inner_one.plain (locale = 'C')",
    "CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple, accept = false)",
    "CREATE TEXT SEARCH CONFIGURATION conf (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION conf ALTER MAPPING FOR word WITH dict",
    "CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
    "CREATE TABLE kinds (id int GENERATED ALWAYS AS IDENTITY, f float8, n numeric, t timestamptz,"
        + " i interval, a int[], j jsonb, b bytea, p pair, d positive, r floats, m mood, x xml,"
        + " g int GENERATED ALWAYS AS (plus_one(1)) STORED, v tsvector, at oid)",
    "INSERT INTO kinds (f, n, t, i, a, j, b, p, d, r, m, x, v, at) VALUES"
        + " ('NaN', 'NaN', 'infinity', '1 mon', '[0:1]={1,2}', '{\"a\": 1.0}', '\\xff00',"
        + " ROW(1, 'a b'), 5, '[1.5,2)', 'busy', '<a/>', 'a b', 7),"
        + " (0.1, 1.00, '2026-03-29 01:30+01', '24:00', NULL, NULL, '', NULL, NULL, 'empty',"
        + " NULL, NULL, NULL, NULL)",
    "CREATE TABLE gaps (a int, b text, c int NOT NULL)",
    "INSERT INTO gaps SELECT i, repeat('long ', i * 100), i FROM generate_series(1, 50) i",
    "ALTER TABLE gaps DROP COLUMN a",
    "ALTER TABLE gaps ADD COLUMN z int DEFAULT 4",
    "CREATE TABLE part (k int PRIMARY KEY, v text) PARTITION BY RANGE (k)",
    "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10)",
    "CREATE TABLE part_rest PARTITION OF part DEFAULT",
    "CREATE INDEX part_v ON part (v)",
    "INSERT INTO part SELECT i, 'v' || i FROM generate_series(1, 30) i",
    "CREATE TABLE parent (v int CHECK (v > 0))",
    "CREATE TABLE child (w int) INHERITS (parent)",
    "CREATE TABLE refers (v int REFERENCES plain DEFERRABLE, w int CHECK (w > 0) NO INHERIT)",
    "ALTER TABLE refers ADD CONSTRAINT later CHECK (v < 1000) NOT VALID",
    "CREATE INDEX refers_some ON refers (v DESC) INCLUDE (w) WITH (fillfactor = 60) WHERE v > 1",
    "CREATE UNLOGGED TABLE fast (v text COLLATE \"C\")",
    "ALTER TABLE fast ALTER v SET STORAGE EXTERNAL",
    "ALTER TABLE fast ALTER v SET STATISTICS 300",
    "ALTER TABLE fast ALTER v SET (n_distinct = 4)",
    "ALTER TABLE fast SET (fillfactor = 70, toast.autovacuum_enabled = off)",
    "ALTER TABLE plain REPLICA IDENTITY FULL",
    "ALTER TABLE plain CLUSTER ON plain_pkey",
    "CREATE MATERIALIZED VIEW sums AS SELECT sum(v) AS s FROM plain",
    "CREATE MATERIALIZED VIEW empty_one AS SELECT 1 AS s WITH NO DATA",
    "CREATE VIEW guarded WITH (security_barrier) AS SELECT id FROM plain",
    "CREATE RULE nothing AS ON DELETE TO fast DO INSTEAD NOTHING",
    "CREATE TRIGGER same BEFORE UPDATE ON plain FOR EACH ROW"
        + " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "ALTER TABLE plain DISABLE TRIGGER same",
    "CREATE STATISTICS both_columns ON id, v FROM plain",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA inner_one GRANT SELECT ON TABLES TO bot",
    "GRANT SELECT ON plain TO bot",
    "REVOKE UPDATE ON plain FROM keeper",
    "GRANT UPDATE ON plain TO keeper",
    "GRANT SELECT (b) ON gaps TO bot",
    "GRANT USAGE ON SCHEMA inner_one TO bot, drydock",
    "CREATE SCHEMA pgboss",
    "CREATE TABLE pgboss.job (id int)",
    "GRANT USAGE ON SCHEMA pgboss TO drydock",
    "REVOKE ALL ON FUNCTION plus_one(int) FROM PUBLIC",
    "GRANT SELECT ON kinds_id_seq TO bot",
    "SELECT lo_from_bytea(70001, decode(repeat('ff00', 2000), 'hex'))",
    "GRANT SELECT ON LARGE OBJECT 70001 TO bot",
    "COMMENT ON LARGE OBJECT 70001 IS 'a picture'",
    "COMMENT ON COLUMN plain.v IS 'a value'",
    "COMMENT ON CONSTRAINT plain_pkey ON plain IS 'a key'",
    "COMMENT ON TYPE pair IS 'two'",
  };

  /** The row stays as it is under policies, and its owner dumps it. */
  private static final String[] LAST = {
    "CREATE TABLE secluded (v int)", "CREATE POLICY mine ON secluded TO bot USING (v > 1)"
  };

  @TempDir Path directory;
  private TestPostgres postgres;
  private AppConfig app;
  private PostgresDatabases databases;

  @BeforeEach
  void start() throws Exception {
    // a server with client tools is wanted only where they are used
    postgres = TestPostgres.start();
    fill(ClientTools.in());
  }

  private void fill(ClientTools tools) throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    databases = new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), tools);
    postgres.application(RICH);
    postgres.application(
        "CREATE PUBLICATION news FOR TABLE plain"
            + (postgres.major() < ROW_FILTERS_SINCE ? "" : " WHERE (id > 5)"));
    postgres.application(LAST);
    postgres.superuser(
        "postgres",
        "ALTER DATABASE keeper SET work_mem = '7MB'",
        "ALTER ROLE drydock IN DATABASE keeper SET statement_timeout = '5s'",
        "GRANT CREATE ON DATABASE keeper TO bot WITH GRANT OPTION",
        "ALTER DATABASE keeper CONNECTION LIMIT 60");
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  private void isAsSealed(Seal seal, Fingerprint before) {
    Fingerprint sealed = databases.putBack(app, "keeper-41", seal, TestApps.QUIET).sealed();
    Fingerprint now = databases.fingerprint(app);
    assertThat(databases.differences(sealed, now)).isEmpty();
    assertThat(databases.differences(before, now)).isEmpty();
    assertThat(now.digest()).isEqualTo(before.digest());
  }

  @Test
  void aTemplateCopyInItsPlace() {
    Fingerprint before = databases.fingerprint(app);
    isAsSealed(databases.seal(app, "keeper-41", CopyKeeping.METHOD, TestApps.QUIET), before);
  }

  @Test
  void aDumpRestoredInItsPlace() throws Exception {
    Path bin = DebianPostgres.bin();
    postgres.close();
    postgres = DebianPostgres.start(bin);
    fill(ClientTools.in(bin));
    Fingerprint before = databases.fingerprint(app);
    isAsSealed(databases.seal(app, "keeper-41", DumpKeeping.METHOD, TestApps.QUIET), before);
  }

  @Test
  void otherPagesStatisticsAndSettingsOfTheSession() throws Exception {
    Fingerprint before = databases.fingerprint(app);
    postgres.application(
        "UPDATE part SET v = v",
        "DELETE FROM gaps WHERE c = 7",
        "INSERT INTO gaps VALUES (repeat('long ', 700), 7, 4)",
        "VACUUM FULL gaps",
        "CLUSTER plain",
        "REINDEX TABLE build",
        "ANALYZE");
    postgres.superuser(
        "postgres",
        "ALTER ROLE drydock SET DateStyle = 'German'",
        "ALTER ROLE drydock SET IntervalStyle = 'iso_8601'",
        "ALTER ROLE drydock SET extra_float_digits = -5",
        "ALTER ROLE drydock SET bytea_output = 'escape'",
        "ALTER ROLE drydock SET quote_all_identifiers = on",
        "ALTER ROLE drydock SET search_path = inner_one, public",
        "ALTER ROLE drydock SET standard_conforming_strings = off",
        "ALTER ROLE drydock SET xmlbinary = 'hex'");
    Fingerprint now = inAnotherTimeZone(() -> databases.fingerprint(app));
    assertThat(databases.differences(before, now)).isEmpty();
    assertThat(now).isEqualTo(before);
  }

  /** The driver tells the server the time zone of this process. */
  private static Fingerprint inAnotherTimeZone(Supplier<Fingerprint> work) {
    TimeZone usual = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
    try {
      return work.get();
    } finally {
      TimeZone.setDefault(usual);
    }
  }

  @Test
  void oneConnectionSeesWhatFourSee() throws Exception {
    postgres.application(
        "CREATE TABLE big AS SELECT i, repeat('x', 1000) AS v FROM generate_series(1, 150000) i");
    Fingerprint before = databases.fingerprint(app);
    assertThat(
            Long.parseLong(
                postgres.query("keeper", "SELECT pg_relation_size('public.big')").get(0)))
        .isGreaterThan(2L << 26);
    postgres.superuser("postgres", "ALTER ROLE drydock CONNECTION LIMIT 1");
    assertThat(databases.fingerprint(app)).isEqualTo(before);
    assertThat(before.rows()).isGreaterThan(150_000);
    postgres.superuser("postgres", "ALTER ROLE drydock CONNECTION LIMIT -1");
    postgres.application("UPDATE big SET v = 'y' WHERE i = 150000");
    assertThat(databases.differences(before, databases.fingerprint(app)))
        .containsExactly("public.big");
  }

  /** As many as in one statement would not do. */
  @Test
  void thousandsOfTables() throws Exception {
    postgres.application(
        "DO $$ BEGIN FOR i IN 1..2500 LOOP EXECUTE 'CREATE TABLE many_' || i || ' (id int"
            + " PRIMARY KEY, v text)'; EXECUTE 'CREATE SEQUENCE many_seq_' || i; IF i % 500 = 0"
            + " THEN COMMIT; END IF; END LOOP; END $$");
    Fingerprint before = databases.fingerprint(app);
    assertThat(before.tables()).isGreaterThan(2500);
    postgres.application("INSERT INTO many_1234 VALUES (1, 'x')", "SELECT nextval('many_seq_77')");
    assertThat(databases.differences(before, databases.fingerprint(app)))
        .containsExactly("public.many_1234", "sequence public.many_seq_77");
  }
}
