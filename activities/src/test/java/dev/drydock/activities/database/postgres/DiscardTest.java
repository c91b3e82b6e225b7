package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written since a baseline, row by row. */
class DiscardTest extends WithPostgres {
  private static final String RUN = "keeper-41";

  @TempDir Path directory;
  private AppConfig app;
  private PostgresDatabases databases;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    databases = new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in());
  }

  private Discarded after(String... statements) throws Exception {
    take();
    postgres.application(statements);
    return since();
  }

  private Discarded since() {
    return databases.discards().of(app, RUN, baseline(), TestApps.QUIET);
  }

  /** Without a fence, as nobody writes meanwhile. */
  private void take() {
    databases
        .proofs()
        .begin(new Proofs.Moment(app, RUN, Proofs.Kind.BASELINE, app.database().name()));
  }

  private Fingerprint baseline() {
    return databases.proofs().await(app, RUN, Proofs.Kind.BASELINE).orElseThrow();
  }

  private static List<String> lines(Discarded discard) {
    return discard.lost(100).stream().map(Discard.Lost::words).toList();
  }

  private static List<String> exported(Discarded discard, int table) throws Exception {
    Path file = Path.of(discard.location()).resolve(discard.tables().get(table).file());
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize((int) discard.tables().get(table).rows() + 1);
    return lines.subList(1, lines.size());
  }

  @Test
  void aMarkIsAFingerprint() throws Exception {
    take();
    assertThat(baseline().digest()).isEqualTo(databases.fingerprint(app).digest());
    Discarded nothing = since();
    assertThat(nothing.isNothing()).isTrue();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void addedChangedAndDeleted() throws Exception {
    Discarded discard =
        after(
            "INSERT INTO plain VALUES (1000, 1), (1001, 2), (1002, 3)",
            "UPDATE plain SET v = -1 WHERE id IN (5, 6)",
            "DELETE FROM plain WHERE id = 9");
    assertThat(lines(discard)).containsExactly("public.plain: 3 rows added, 2 changed, 1 deleted");
    assertThat(discard.tables().get(0).exact()).isTrue();
    assertThat(exported(discard, 0))
        .containsExactlyInAnyOrder("1000,1", "1001,2", "1002,3", "5,-1", "6,-1");
    assertThat(discard.checksum()).startsWith("sha256:");
  }

  @Test
  void onlyDeleted() throws Exception {
    Discarded discard = after("DELETE FROM plain WHERE id < 4");
    assertThat(lines(discard)).containsExactly("public.plain: 3 rows deleted");
    assertThat(discard.tables().get(0).file()).isNull();
  }

  @Test
  void truncatedAndFilledAgain() throws Exception {
    Discarded discard = after("TRUNCATE plain", "INSERT INTO plain VALUES (2000, 1)");
    assertThat(lines(discard)).containsExactly("public.plain: 1 row added, 100 deleted");
    assertThat(exported(discard, 0)).containsExactly("2000,1");
  }

  @Test
  void anUpdateThatChangesNothingAndAnAbortedTransaction() throws Exception {
    assertThat(after("UPDATE plain SET v = v").isNothing()).isTrue();
    assertThat(after("BEGIN; DELETE FROM plain; ROLLBACK").isNothing()).isTrue();
    Discarded discard = after("UPDATE plain SET v = CASE id WHEN 7 THEN 0 ELSE v END");
    assertThat(lines(discard)).containsExactly("public.plain: 1 row changed");
    assertThat(exported(discard, 0)).containsExactly("7,0");
  }

  @Test
  void aRowIsDeletedAndAddedAgainUnderItsKey() throws Exception {
    Discarded discard = after("DELETE FROM plain WHERE id = 7", "INSERT INTO plain VALUES (7, 0)");
    assertThat(lines(discard)).containsExactly("public.plain: 1 row changed");
  }

  @Test
  void withoutAPrimaryKey() throws Exception {
    Discarded discard =
        after(
            "INSERT INTO document VALUES (3, '{}')",
            "UPDATE document SET body = '[1, 2]' WHERE id = 1");
    assertThat(lines(discard)).containsExactly("public.document: 2 rows added, 1 deleted");
    assertThat(exported(discard, 0)).containsExactlyInAnyOrder("3,{}", "1,\"[1, 2]\"");
  }

  @Test
  void aRowThatMovesToAnotherPartition() throws Exception {
    postgres.application(
        "CREATE TABLE part (k int PRIMARY KEY) PARTITION BY RANGE (k)",
        "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20)",
        "INSERT INTO part SELECT generate_series(1, 15)");
    assertThat(lines(after("UPDATE part SET k = 18 WHERE k = 8")))
        .containsExactly("public.part_1: 1 row deleted", "public.part_2: 1 row added");
  }

  @Test
  void sequencesTablesAndViews() throws Exception {
    postgres.application("CREATE MATERIALIZED VIEW total AS SELECT sum(v) FROM plain");
    Discarded discard =
        after(
            "SELECT nextval('free')",
            "DROP TABLE document",
            "CREATE TABLE fresh AS SELECT 1 AS v",
            "UPDATE plain SET v = 0 WHERE id = 7",
            "REFRESH MATERIALIZED VIEW total");
    assertThat(lines(discard))
        .containsSubsequence(
            "public.document: 2 rows deleted",
            "public.fresh: 1 row added",
            "public.plain: 1 row changed",
            "sequence public.free: 7 was given out",
            "materialized view public.total",
            "relation public.document")
        .contains("relation public.fresh");
    assertThat(exported(discard, 1)).containsExactly("1");
  }

  @Test
  void aSequenceAlone() throws Exception {
    Discarded discard = after("SELECT nextval('free')");
    assertThat(lines(discard)).containsExactly("sequence public.free: 7 was given out");
    assertThat(discard.tables()).isEmpty();
  }

  /** It would be put back with its table, and nobody would miss it. */
  @Test
  void aSequenceThatMovedAlongWithItsTableIsNoLossOfItsOwn() throws Exception {
    postgres.application(
        "CREATE TABLE serial_one (id bigserial, v int)",
        "CREATE TABLE identity_one (id bigint GENERATED ALWAYS AS IDENTITY, v int)",
        "CREATE TABLE unused (id bigserial)");
    Discarded discard =
        after(
            "INSERT INTO serial_one (v) VALUES (1)",
            "INSERT INTO identity_one (v) VALUES (1), (2)",
            "SELECT setval('unused_id_seq', 635)");
    assertThat(lines(discard))
        .containsExactly(
            "public.identity_one: 2 rows added",
            "public.serial_one: 1 row added",
            "sequence public.unused_id_seq: 1 -> 635");
    assertThat(discard.sequences()).as("the file tells all of them").hasSize(3);
  }

  @Test
  void whatIsLeftOutIsCounted() throws Exception {
    List<Discarded.Table> tables =
        java.util.stream.IntStream.rangeClosed(1, 29)
            .mapToObj(i -> new Discarded.Table("t" + i, i * 1000L, 0, 0, true, null, 0))
            .toList();
    Discarded discard = new Discarded(tables, List.of(), List.of("relation x"), "/there", "");
    assertThat(discard.lost(8))
        .extracting(Discard.Lost::words)
        .hasSize(9)
        .startsWith("t29: 29,000 rows added")
        .endsWith("and 22 more (231,000 rows)");
  }

  @Test
  void largeObjects() throws Exception {
    postgres.application(
        "SELECT lo_from_bytea(70001, '\\x01')",
        "SELECT lo_from_bytea(70002, '\\x02')",
        "SELECT lo_from_bytea(70003, '\\x03')");
    Discarded discard =
        after(
            "SELECT lo_put(70001, 0, '\\xff')",
            "SELECT lo_unlink(70002)",
            "SELECT lo_from_bytea(70004, '\\x04')");
    assertThat(discard.tables())
        .singleElement()
        .satisfies(
            table ->
                assertThat(table.line()).isEqualTo("large objects: 1 added, 1 changed, 1 deleted"));
    assertThat(exported(discard, 0)).containsExactly("70001,0,\\xff", "70004,0,\\x04");
  }

  /** Neither the fingerprint nor the export may fill the server's disk with what they hold. */
  @Test
  void largeObjectsAreNotWrittenToTemporaryFiles() throws Exception {
    postgres.application(
        "SELECT lo_from_bytea(number, decode(repeat('c0ffee', 1400000), 'hex'))"
            + " FROM unnest(ARRAY[70001, 70002, 70003]::oid[]) number");
    postgres.superuser("postgres", "ALTER ROLE drydock SET temp_file_limit = '1MB'");
    postgres.superuser("postgres", "ALTER ROLE drydock SET work_mem = '64kB'");
    try {
      Discarded discard = after("SELECT lo_put(70001, 4000000, '\\x01')");
      assertThat(lines(discard)).containsExactly("large objects: 1 changed");
      Path file = Path.of(discard.location()).resolve(discard.tables().get(0).file());
      List<String> pieces = Files.readAllLines(file);
      assertThat(pieces).hasSize(6);
      assertThat(pieces.get(1)).startsWith("70001,0,\\xc0ffeec0").hasSize(10 + (2 << 20));
      assertThat(pieces.get(4)).startsWith("70001,3,").contains("c001ee");
      assertThat(pieces.get(5)).startsWith("70001,4,").hasSize(10 + 2 * (4_200_000 - (4 << 20)));
    } finally {
      postgres.superuser("postgres", "ALTER ROLE drydock RESET temp_file_limit");
      postgres.superuser("postgres", "ALTER ROLE drydock RESET work_mem");
    }
  }

  @Test
  void aTransactionThatWasUnderWayAtTheMark() throws Exception {
    try (Connection early = postgres.connect("keeper", "keeper", "keeper-secret")) {
      early.setAutoCommit(false);
      Sql.run(early, "INSERT INTO plain VALUES (1000, 1)");
      postgres.application("UPDATE plain SET v = 0 WHERE id = 1");
      take();
      early.commit();
    }
    Discarded discard = since();
    assertThat(lines(discard)).containsExactly("public.plain: 1 row added");
    assertThat(exported(discard, 0)).containsExactly("1000,1");
  }

  @Test
  void manyChangesInManyBuckets() throws Exception {
    postgres.application(
        "CREATE TABLE big (a int, b text, v int, PRIMARY KEY (a, b))",
        "INSERT INTO big SELECT i, 'b' || i, i FROM generate_series(1, 20000) i");
    Discarded discard =
        after(
            "UPDATE big SET v = -v WHERE a % 100 = 0",
            "INSERT INTO big SELECT i, 'b', i FROM generate_series(20001, 20300) i");
    assertThat(lines(discard)).containsExactly("public.big: 300 rows added, 200 changed");
    assertThat(exported(discard, 0)).hasSize(500).doesNotHaveDuplicates();
  }

  /** All buckets together are bounded; fewer of them find the same rows. */
  @Test
  void inOneOfManyTables() throws Exception {
    postgres.application(
        "DO $$ BEGIN FOR i IN 1..600 LOOP EXECUTE 'CREATE TABLE many_' || i || ' (id int PRIMARY"
            + " KEY, v int)'; EXECUTE 'INSERT INTO many_' || i || ' SELECT j, j FROM"
            + " generate_series(1, 100) j'; END LOOP; END $$");
    Discarded discard =
        after(
            "INSERT INTO many_41 VALUES (1000, 1)",
            "UPDATE many_41 SET v = -1 WHERE id = 5",
            "DELETE FROM many_41 WHERE id = 9",
            "UPDATE many_42 SET v = v");
    assertThat(lines(discard)).containsExactly("public.many_41: 1 row added, 1 changed, 1 deleted");
    assertThat(exported(discard, 0)).containsExactlyInAnyOrder("1000,1", "5,-1");
    Content kept = databases.fingerprints().content(baseline()).orElseThrow();
    assertThat(kept.tables().values().stream().mapToInt(rows -> rows.buckets().number()).sum())
        .isLessThanOrEqualTo(Share.MOST_IN_ALL);
  }

  @Test
  void whatCannotBeToldApartIsSaid() throws Exception {
    postgres.application(
        "CREATE TABLE big (a int PRIMARY KEY, v int)",
        "INSERT INTO big SELECT i, i FROM generate_series(1, 20000) i");
    Discarded discard =
        after("UPDATE big SET v = -v WHERE a > 10000", "DELETE FROM big WHERE a <= 9000");
    Discarded.Table big = discard.tables().get(0);
    assertThat(big.exact()).isFalse();
    assertThat(big.added() + big.changed()).isEqualTo(10_000);
    assertThat(big.deleted() + big.changed()).isEqualTo(19_000);
    assertThat(big.line()).contains("perhaps changed");
    assertThat(exported(discard, 0)).hasSize(10_000);
  }

  @Test
  void aColumnThatWasAdded() throws Exception {
    Discarded discard =
        after("ALTER TABLE plain ADD COLUMN w int", "UPDATE plain SET w = 1 WHERE id = 3");
    assertThat(lines(discard))
        .containsExactly("public.plain: 1 row changed", "column public.plain.w");
  }

  @Test
  void doneAgainItIsFoundAndMoreIsKeptBeside() throws Exception {
    take();
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    Discarded first = since();
    Path place = directory.resolve("keeper-41-discard");
    assertThat(first.location()).isEqualTo(place.toString());
    assertThat(since()).isEqualTo(first);
    postgres.application("INSERT INTO plain VALUES (1001, 1)");
    Discarded second = since();
    assertThat(second.location()).isEqualTo(place + "-2");
    assertThat(exported(first, 0)).hasSize(1);
    assertThat(exported(second, 0)).hasSize(2);
    try (Stream<Path> all = Files.list(place)) {
      for (Path file : all.filter(path -> !path.endsWith("drydock.json")).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwx------");
    assertThat(first.checksum()).isEqualTo(DumpDirectory.checksum(DumpDirectory.files(place)));
    databases.tidy(app, "keeper-43");
    assertThat(place).as("until its time is over").exists();
  }

  @Test
  void withoutAMarkItCannotBeTold() throws Exception {
    Fingerprint none = databases.fingerprint(app);
    assertThatThrownBy(() -> databases.discards().of(app, RUN, none, TestApps.QUIET))
        .hasMessageContaining("what was written to keeper cannot be told");
  }

  /** Rows from before a round of 2^32 transactions, and from both sides of its end. */
  @Test
  void transactionNumbersComeAgain() throws Exception {
    long round = 1L << 32;
    Since since = new Since(round - 10, (round - 20) + "," + (round - 15), round + 20);
    try (Connection connection = postgres.connect("postgres", "postgres", "")) {
      for (long isNew : List.of(round - 20, round - 15, round - 10, round - 1, round + 3)) {
        assertThat(isNew(connection, since, isNew % round)).as("%d", isNew).isTrue();
      }
      for (long isOld : List.of(0L, 1L, 2L, 20L, 21L, 5000L, round / 2, round - 11, round - 19)) {
        assertThat(isNew(connection, since, isOld)).as("%d", isOld).isFalse();
      }
      assertThatThrownBy(() -> Since.of(connection, "1:99999999:"))
          .hasMessageContaining("cannot be told");
    }
  }

  private static boolean isNew(Connection connection, Since since, long number) throws Exception {
    return Boolean.parseBoolean(
        Sql.text(connection, "SELECT (" + since.isNew("'" + number + "'::xid") + ")::text"));
  }
}
