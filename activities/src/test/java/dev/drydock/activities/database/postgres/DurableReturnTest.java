package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.drydock.activities.database.Backups;
import dev.drydock.activities.database.Leftover;
import dev.drydock.activities.database.store.S3Server;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Backups in an S3 storage, and the way back from one where the sealed copy is gone. */
class DurableReturnTest extends WithTools {
  private static final WayBack COPY = new WayBack("pg_dump", null, "copy");
  private static final String RUN = "keeper-41";

  private static S3Server server;

  @TempDir Path directory;
  private String prefix;
  private AppConfig app;
  private MemoryJournal journal;
  private PostgresDatabases databases;
  private Backups backups;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void fresh(TestInfo info) throws Exception {
    postgres.freshKeeper();
    prefix = info.getTestMethod().orElseThrow().getName();
    app =
        TestApps.keeper(
            TestApps.database(postgres.port()),
            TestApps.backup(directory, Duration.ofDays(14), server.config(prefix)));
    journal = new MemoryJournal();
    databases =
        new PostgresDatabases(
            TestPostgres.SECRETS,
            journal,
            ClientTools.in(bin),
            new Stores(TestPostgres.SECRETS, Duration.ofSeconds(1)),
            Clock.systemUTC());
    backups =
        new Backups(
            new Apps(List.of(app)),
            TestApps.engines(databases),
            journal,
            (run, ofApp) -> {},
            ofApp -> databases.query(ofApp, "SELECT version FROM keeper_version").get(0));
  }

  private Backup take() {
    return backups.take(TestApps.in(app, RUN, Step.BACKUP, COPY));
  }

  private Seal seal() {
    databases.claim(app, RUN);
    return backups.seal(TestApps.in(app, RUN, Step.SEAL, COPY));
  }

  private BackupActivities.Restored restore(Seal seal) {
    return backups.restore(
        new BackupActivities.Restore(
            new StepRef(RUN, "keeper", Step.UPGRADE, true), TestApps.plan(app, COPY), seal));
  }

  private Seal upgradedAndItsCopyLost() throws Exception {
    Seal seal = seal();
    postgres.tool(
        databases, app, RUN, "DROP TABLE document", "UPDATE keeper_version SET version = 'k5'");
    assertThat(databases.sealed(app, RUN, seal)).isPresent();
    postgres.superuser("postgres", "DROP DATABASE keeper_drydock_41");
    return seal;
  }

  private static List<String> databaseNames() throws Exception {
    return postgres.query(
        "postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'keeper%' ORDER BY 1");
  }

  @Test
  void aCopyThatWasLostBeforeItWasReadIsNotReplacedOnTrust() throws Exception {
    take();
    Seal seal = seal();
    assertThat(databases.sealed(app, RUN, seal)).isPresent();
    postgres.superuser("postgres", "DROP DATABASE keeper_drydock_41");
    journal.forget(RUN, "seal-fingerprint-begun");
    assertThatThrownBy(() -> restore(seal))
        .hasMessageContaining("keeper_drydock_41 is gone before it was read");
    assertThat(databaseNames()).containsExactly("keeper");
  }

  private List<String> inRoom() throws Exception {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void aBackupInS3IsTakenOnceAndLeavesNothingHere() throws Exception {
    Backup backup = take();
    assertThat(backup.location()).isEqualTo("s3://backups/" + prefix + "/keeper-41");
    assertThat(take()).isEqualTo(backup);
    assertThat(inRoom()).isEmpty();
  }

  @Test
  void whereNothingWasWrittenBetweenItTakesTheLostCopysPlace() throws Exception {
    take();
    Seal seal = upgradedAndItsCopyLost();
    BackupActivities.Restored restored = restore(seal);
    assertThat(restored.fingerprint().digest()).isEqualTo(restored.sealed().digest());
    assertThat(restored.revision()).isEqualTo("k3");
    assertThat(restore(seal)).isEqualTo(restored);
    assertThat(databaseNames()).containsExactly("keeper", "keeper_failed_41");
    assertThat(inRoom()).isEmpty();
  }

  @Test
  void whatIsLeftIsListedAndDroppedByItsName() throws Exception {
    take();
    restore(upgradedAndItsCopyLost());
    databases.release(app, RUN);
    databases.claim(app, "keeper-42");
    backups.seal(TestApps.in(app, "keeper-42", Step.SEAL, COPY));
    postgres.superuser("postgres", "CREATE DATABASE keeper_of_somebody");
    List<Leftover> all = databases.leftovers(app);
    assertThat(all)
        .extracting(Leftover::kind, Leftover::name, Leftover::run)
        .containsExactlyInAnyOrder(
            tuple("dump", "keeper-41", "keeper-41"),
            tuple("failed", "keeper_failed_41", "keeper-41"),
            tuple("copy", "keeper_drydock_42", "keeper-42"));
    assertThat(all).allMatch(left -> left.sizeBytes() > 1000 && left.taken() != null);
    assertThat(all)
        .filteredOn(left -> left.until() != null)
        .extracting(Leftover::kind)
        .containsExactlyInAnyOrder("dump", "failed");
    assertThat(databases.drop(app, "keeper")).isFalse();
    assertThat(databases.drop(app, "keeper_of_somebody")).isFalse();
    assertThat(databases.drop(app, "keeper_failed_41")).isTrue();
    assertThat(databases.drop(app, "keeper-41")).isTrue();
    assertThat(databases.drop(app, "keeper-41")).isFalse();
    assertThat(databases.leftovers(app)).hasSize(1);
    assertThat(databaseNames())
        .containsExactly("keeper", "keeper_drydock_42", "keeper_of_somebody");
  }

  /** Tools that take their time, so that there is a second in which to look. */
  private static Path slowTools(Path place) throws Exception {
    for (String tool : List.of("pg_dump", "pg_restore")) {
      Path program = place.resolve(tool);
      Files.writeString(
          program,
          "#!/bin/sh\n[ \"$1\" = --version ] || sleep 2\nexec " + bin.resolve(tool) + " \"$@\"\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    return place;
  }

  @Test
  void howFarItIsIsToldInBytesOfBytes(@TempDir Path tools) throws Exception {
    databases =
        new PostgresDatabases(
            TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in(slowTools(tools)));
    List<String> told = new CopyOnWriteArrayList<>();
    databases.backUp(app, RUN, (what, done, of) -> told.add(what + (of > 0 && done >= 0)));
    assertThat(told).contains("dumpedtrue", "sent to s3://backups/" + prefix + "/keeper-41true");
    told.clear();
    new DumpKeeping(
            databases.connections(),
            databases.fence(),
            databases.dumps(),
            databases.copies(),
            databases.fingerprints(),
            (what, done, of) -> told.add(what + (of > 0 && done > 0)))
        .unpack(app, RUN, RUN, Copies.Kind.BACKUP);
    assertThat(told)
        .contains("loadedtrue", "fetched from s3://backups/" + prefix + "/keeper-41true");
  }

  @Test
  void alsoWhereTheDatabaseItselfIsGone() throws Exception {
    take();
    Seal seal = upgradedAndItsCopyLost();
    postgres.superuser("postgres", "DROP DATABASE keeper");
    assertThat(restore(seal).revision()).isEqualTo("k3");
    assertThat(databaseNames()).containsExactly("keeper");
  }

  @Test
  void deathBetweenAdoptionAndSwap() throws Exception {
    take();
    Seal seal = upgradedAndItsCopyLost();
    try (Connection half = postgres.connect("postgres", "drydock", "drydock-secret")) {
      Sql.run(half, "CREATE DATABASE keeper_backup_41");
    }
    new DurableReturn(
            new DumpKeeping(
                databases.connections(),
                databases.fence(),
                databases.dumps(),
                databases.copies(),
                databases.fingerprints(),
                (what, done, of) -> {}),
            databases.dumps(),
            databases.copies(),
            databases.fingerprints())
        .prepare(app, RUN, databases.sealed(app, RUN, seal).orElseThrow());
    assertThat(databaseNames()).containsExactly("keeper", "keeper_drydock_41");
    assertThat(restore(seal).revision()).isEqualTo("k3");
  }

  @Test
  void whoIsOnTheRestoredBackupDoesNotKeepItFromItsPlace() throws Exception {
    take();
    Seal seal = upgradedAndItsCopyLost();
    new DumpKeeping(
            databases.connections(),
            databases.fence(),
            databases.dumps(),
            databases.copies(),
            databases.fingerprints(),
            TestApps.QUIET)
        .unpack(app, RUN, RUN, Copies.Kind.BACKUP);
    postgres.superuser("postgres", "ALTER DATABASE keeper_backup_41 ALLOW_CONNECTIONS true");
    try (Connection monitor = postgres.connect("keeper_backup_41", "bot", "bot-secret")) {
      assertThat(restore(seal).revision()).isEqualTo("k3");
      assertThat(monitor.isValid(1)).isFalse();
    }
  }

  @Test
  void whatWasWrittenAfterTheBackupIsNeverLostByIt() throws Exception {
    take();
    postgres.application(
        "INSERT INTO plain VALUES (1000, 1)",
        "UPDATE build SET name = 'renamed' WHERE id = 1",
        "SELECT nextval('free')");
    Seal seal = upgradedAndItsCopyLost();
    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThatThrownBy(() -> restore(seal))
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              failure -> assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED))
          .hasMessageContaining("the sealed copy keeper_drydock_41 is gone")
          .hasMessageContaining("s3://backups/" + prefix + "/keeper-41")
          .hasMessageContaining("was restored as keeper_backup_41")
          .hasMessageContaining("public.plain: 101 rows at the seal, 100 rows in the backup")
          .hasMessageContaining("public.build: 200 rows in both, and not the same")
          .hasMessageContaining("sequence public.free: 7")
          .hasMessageContaining("drydock resume keeper-41")
          .hasMessageContaining("ALTER DATABASE \"keeper_backup_41\" RENAME TO \"keeper\";");
      assertThat(databaseNames()).containsExactly("keeper", "keeper_backup_41");
    }
    databases.unfence(app, RUN);
    assertThat(databases.query(app, "SELECT version FROM keeper_version")).containsExactly("k5");
    postgres.superuser("postgres", "ALTER DATABASE keeper_backup_41 ALLOW_CONNECTIONS true");
    assertThat(postgres.query("keeper_backup_41", "SELECT count(*) FROM document"))
        .containsExactly("2");
  }

  @Test
  void theStatementsForAPersonDoWhatTheySay() throws Exception {
    take();
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    Seal seal = upgradedAndItsCopyLost();
    String said = messageOf(() -> restore(seal));
    String statements = said.substring(said.indexOf("ALTER DATABASE"), said.lastIndexOf(';') + 1);
    try (Connection drydock = postgres.connect("postgres", "drydock", "drydock-secret")) {
      for (String statement : statements.split("(?<=;) ")) {
        Sql.run(drydock, statement);
      }
    }
    assertThat(databases.query(app, "SELECT version FROM keeper_version")).containsExactly("k3");
  }

  private static String messageOf(Runnable deed) {
    try {
      deed.run();
    } catch (ApplicationFailure e) {
      return e.getOriginalMessage();
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void withoutADurableBackupTheLossIsSaid() throws Exception {
    Seal seal = upgradedAndItsCopyLost();
    assertThatThrownBy(() -> restore(seal)).hasMessageContaining("keeper_drydock_41 is gone");
    assertThat(databaseNames()).containsExactly("keeper");
  }

  @Test
  void aDamagedBackupIsNotLoaded() throws Exception {
    take();
    Seal seal = upgradedAndItsCopyLost();
    String key =
        server.keys(prefix + "/keeper-41/").stream()
            .filter(each -> each.endsWith("/toc.dat"))
            .findFirst()
            .orElseThrow();
    byte[] toc = server.read(key);
    toc[toc.length / 2] ^= 1;
    server.overwrite(key, toc);
    assertThatThrownBy(() -> restore(seal))
        .hasMessageContaining("is damaged: toc.dat does not match its checksum");
    server.overwrite(key, new byte[10]);
    assertThatThrownBy(() -> restore(seal)).hasMessageContaining("toc.dat has 10 of ");
    assertThat(databaseNames()).containsExactly("keeper");
    assertThat(inRoom()).isEmpty();
  }

  @Test
  void aStorageThatRefusesEndsTheBackupWithItsReason() {
    app =
        TestApps.keeper(
            app.database(),
            TestApps.backup(
                directory,
                Duration.ofDays(14),
                S3Server.config("no-such-bucket", "", server.port())));
    assertThatThrownBy(() -> databases.facts(app))
        .hasMessageContaining(Failures.REFUSED)
        .hasMessageContaining("the dump would fail: ")
        .hasMessageContaining("there is no bucket no-such-bucket");
    assertThatThrownBy(() -> databases.backUp(app, RUN, (what, done, of) -> {}))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED))
        .hasMessageContaining("there is no bucket no-such-bucket");
  }
}
