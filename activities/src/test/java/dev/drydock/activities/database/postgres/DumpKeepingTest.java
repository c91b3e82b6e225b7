package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.activities.Required;
import dev.drydock.activities.database.Backups;
import dev.drydock.activities.database.store.Directories;
import dev.drydock.activities.database.store.Stores;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.Seal;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.WayBack;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import dev.drydock.workflows.config.BackupConfig;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Durable dumps, and the way back from a dump, with the tools of the server's own version. */
class DumpKeepingTest extends WithTools {
  private static final WayBack DUMP = new WayBack("pg_dump", null, "dump");
  private static final String RUN = "keeper-41";

  @TempDir Path directory;
  private AppConfig app;
  private MemoryJournal journal;
  private PostgresDatabases databases;
  private Backups backups;

  @BeforeEach
  void fresh() throws Exception {
    postgres.freshKeeper();
    app = TestApps.keeper(postgres.port(), directory);
    journal = new MemoryJournal();
    databases = new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(bin));
    backups =
        new Backups(
            new Apps(List.of(app)),
            TestApps.engines(databases),
            journal,
            (run, ofApp) -> {},
            ofApp -> databases.query(ofApp, "SELECT version FROM keeper_version").get(0));
  }

  private Backup take(String run) {
    return backups.take(TestApps.in(app, run, Step.BACKUP, DUMP));
  }

  private Seal seal() {
    databases.claim(app, RUN);
    return backups.seal(TestApps.in(app, RUN, Step.SEAL, DUMP));
  }

  private BackupActivities.Restored restore(Seal seal) {
    return backups.restore(
        new BackupActivities.Restore(
            new StepRef(RUN, "keeper", Step.UPGRADE, true), TestApps.plan(app, DUMP), seal));
  }

  @Test
  void thePlanSaysThatADumpIsTaken() {
    assertThat(databases.facts(app).wayBack()).isEqualTo(new WayBack("pg_dump", null, "copy"));
  }

  @Test
  void tooLittleRoomForTheDumpIsRefusedWithTheFigures() throws Exception {
    take("keeper-40");
    Path file = directory.resolve("keeper-40").resolve("drydock.json");
    String manifest = Files.readString(file);
    databases.facts(app);
    Files.writeString(
        file, manifest.replaceFirst("\"sizeBytes\" : \\d+", "\"sizeBytes\" : 5000000000000000"));
    databases.facts(app, true); // it is there by then
    assertThatThrownBy(() -> databases.facts(app))
        .hasMessageContaining(Failures.REFUSED)
        .hasMessageContaining("needs about 6000000000 MB in " + directory)
        .hasMessageContaining("that of keeper-40 took 5000000000 MB")
        .hasMessageContaining("MB are free; make room for ");
  }

  @Test
  void aDirectoryThatIsNoneIsSaid() throws Exception {
    AppConfig refused =
        TestApps.keeper(
            app.database(), TestApps.backup(directory.resolve("file"), Duration.ofDays(14), null));
    Files.writeString(directory.resolve("file"), "no directory");
    assertThat(new Stores(TestPostgres.SECRETS).of(refused.backup()).names()).isEmpty();
    assertThatThrownBy(() -> databases.backUp(refused, RUN, (what, done, of) -> {}))
        .hasMessageContaining("cannot write to " + directory.resolve("file"));
  }

  @Test
  void aDatabaseThatItsServerHasNoRoomToCopyIsRefused() throws Exception {
    assertThat(SpaceNeeded.ofCopy(app, 5_000_000_000L, "fast"))
        .containsExactly(
            "the sealed copy needs 5000 MB on the database's server (tablespace fast); whether it"
                + " is free there Drydock may not see");
    assertThat(SpaceNeeded.ofCopy(app, 5_000_000L, "fast")).isEmpty();
    AppConfig small =
        TestApps.keeper(
            app.database(),
            new BackupConfig("auto", directory.toString(), 1, 1, BackupConfig.RETENTION, null, 2));
    assertThatThrownBy(() -> SpaceNeeded.ofCopy(small, 5_000_000_000L, "fast"))
        .hasMessageContaining("has 5000 MB, and its sealed copy as much again")
        .hasMessageContaining("has room for 2000 MB");
  }

  @Test
  void aDumpIsTakenOnceAndFoundAgain() throws Exception {
    Backup backup = take(RUN);
    assertThat(backup.wasTaken()).isTrue();
    assertThat(backup.location()).isEqualTo(directory.resolve(RUN).toString());
    assertThat(backup.checksum()).startsWith("sha256:");
    assertThat(backup.sizeBytes()).isGreaterThan(1000);
    postgres.application("INSERT INTO plain VALUES (1000, 1)");
    assertThat(take(RUN)).isEqualTo(backup);
    assertThat(take("keeper-42").checksum()).isNotEqualTo(backup.checksum());
    try (Stream<Path> all = Files.list(directory)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("keeper-41", "keeper-42");
    }
  }

  /** As {@code docs/audit.md} tells an auditor to. */
  @Test
  void itsChecksumCanBeComputedWithoutDrydock() throws Exception {
    Backup backup = take(RUN);
    assertThat(audited(backup)).isEqualTo(backup.checksum());
    Path toc = Path.of(backup.location()).resolve("toc.dat");
    Files.write(toc, new byte[] {1}, StandardOpenOption.APPEND);
    assertThat(audited(backup)).isEqualTo("toc.dat is damaged");
  }

  private String audited(Backup backup) throws Exception {
    String page = Files.readString(Path.of("..", "docs", "audit.md"));
    String code = page.substring(page.indexOf("python3 backup.py"));
    code = code.substring(code.indexOf("```python\n") + "```python\n".length());
    Path script = directory.resolve("backup.py");
    Files.writeString(script, code.substring(0, code.indexOf("```\n")));
    try {
      Process process =
          new ProcessBuilder("python3", script.toString(), backup.location())
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      Required.skipOrFail("no python3");
      throw e;
    }
  }

  @Test
  void whatAKilledAttemptLeftIsInNobodysWay() throws Exception {
    Path left = Files.createDirectory(directory.resolve("." + RUN + ".partial-1"));
    Files.writeString(left.resolve("toc.dat"), "half");
    Files.createDirectory(directory.resolve(RUN));
    assertThat(take(RUN).wasTaken()).isTrue();
  }

  @Test
  void theDumpOfALostLedgersRunIsNotTakenForThisOnes() throws Exception {
    assertThat(take(RUN)).isEqualTo(take(RUN));
    fresh();
    assertThatThrownBy(() -> take(RUN))
        .hasMessageContaining("the dump of another keeper-41 lies in")
        .hasMessageContaining(Failures.REFUSED);
  }

  @Test
  void aDumpThatFailsSaysWhy() throws Exception {
    postgres.superuser("keeper", "CREATE TABLE hidden (id int)");
    assertThatThrownBy(() -> take(RUN))
        .hasMessageContaining("permission denied for table hidden")
        .hasMessageNotContaining("drydock-secret");
    assertThat(directory.resolve(RUN)).doesNotExist();
  }

  @Test
  void doDoAgainUndoUndoAgain() throws Exception {
    postgres.superuser("postgres", "ALTER DATABASE keeper SET work_mem = '7MB'");
    Seal seal = seal();
    assertThat(seal()).isEqualTo(seal);
    postgres.tool(
        databases, app, RUN, "DROP TABLE document", "UPDATE keeper_version SET version = 'k5'");

    BackupActivities.Restored restored = restore(seal);
    assertThat(restored.fingerprint().digest()).isEqualTo(seal.fingerprint().digest());
    assertThat(restored.revision()).isEqualTo("k3");
    assertThat(restore(seal)).isEqualTo(restored);
    databases.unfence(app, RUN);
    assertThat(databases.query(app, "SHOW work_mem")).containsExactly("7MB");
    assertThat(
            postgres.query(
                "postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'keeper%'"))
        .containsExactlyInAnyOrder("keeper", "keeper_failed_41");
  }

  /** As pg_dump and pg_restore of that version, which note their use and run these commands. */
  private static Path tools(Path place, String version, String commands) throws Exception {
    for (String tool : List.of("pg_dump", "pg_restore")) {
      Path program = Files.createDirectories(place).resolve(tool);
      Files.writeString(
          program,
          "#!/bin/sh\n[ \"$1\" = --version ] && echo '"
              + tool
              + " (PostgreSQL) "
              + version
              + "' && exit 0\ntouch "
              + place.resolve(tool + ".used")
              + "\n"
              + commands.replace("@tool@", bin.resolve(tool).toString())
              + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    return place;
  }

  @Test
  void ofSeveralVersionsTheServersOwnIsTaken(@TempDir Path places) throws Exception {
    String refuses = "echo 'unrecognized configuration parameter \"transaction_timeout\"'; exit 1";
    Path newer = tools(places.resolve("newer"), "99.1", refuses);
    Path older = tools(places.resolve("older"), "9.6.24", "exit 1");
    databases =
        new PostgresDatabases(
            TestPostgres.SECRETS, journal, ClientTools.in(newer, older, bin, newer));
    assertThat(databases.facts(app).wayBack()).isEqualTo(new WayBack("pg_dump", null, "copy"));
    databases.claim(app, RUN);
    databases.fence(app, RUN);
    Seal seal = databases.seal(app, RUN, DumpKeeping.METHOD, TestApps.QUIET);
    assertThat(Files.readString(directory.resolve(RUN + "-seal").resolve("drydock.json")))
        .contains("\"pg_dump " + postgres.major() + ".");
    postgres.tool(databases, app, RUN, "DROP TABLE document");
    databases.putBack(app, RUN, seal, TestApps.QUIET);
    databases.unfence(app, RUN);
    assertThat(databases.query(app, "SELECT count(*) FROM document")).containsExactly("2");
  }

  @Test
  void whatANewerPgDumpMadeANewerPgRestoreLoads(@TempDir Path places) throws Exception {
    Path next = tools(places, (postgres.major() + 1) + ".2", "exec @tool@ \"$@\"");
    databases = new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(next));
    databases.claim(app, RUN);
    databases.fence(app, RUN);
    Seal seal = databases.seal(app, RUN, DumpKeeping.METHOD, TestApps.QUIET);
    databases = new PostgresDatabases(TestPostgres.SECRETS, journal, ClientTools.in(bin, next));
    databases.putBack(app, RUN, seal, TestApps.QUIET);
    assertThat(next.resolve("pg_restore.used")).exists();
  }

  @Test
  void deathWhileItIsLoaded() throws Exception {
    Seal seal = seal();
    postgres.tool(databases, app, RUN, "DROP TABLE document");
    try (Connection drydock = postgres.connect("postgres", "drydock", "drydock-secret")) {
      Sql.run(drydock, "CREATE DATABASE keeper_drydock_41");
    }
    assertThat(restore(seal).fingerprint().digest()).isEqualTo(seal.fingerprint().digest());
  }

  @Test
  void deathBetweenLoadAndSwap() throws Exception {
    Seal seal = seal();
    postgres.tool(databases, app, RUN, "DROP TABLE document");
    new DumpKeeping(
            databases.connections(),
            databases.fence(),
            databases.dumps(),
            databases.copies(),
            databases.fingerprints(),
            (what, done, of) -> {})
        .unpack(app, RUN, seal);
    assertThat(restore(seal).fingerprint().digest()).isEqualTo(seal.fingerprint().digest());
  }

  @Test
  void aDamagedDumpIsNotRestored() throws Exception {
    Seal seal = seal();
    try (Stream<Path> files = Files.list(Path.of(seal.location()))) {
      Path data = files.filter(f -> f.toString().endsWith(".gz")).findFirst().orElseThrow();
      Files.write(data, new byte[] {1, 2, 3});
    }
    assertThatThrownBy(() -> restore(seal)).hasMessageContaining("has 3 of ");
    databases.unfence(app, RUN);
    assertThat(databases.query(app, "SELECT version FROM keeper_version")).containsExactly("k3");
  }

  @Test
  void aSealThatWasSwappedTogetherWithItsManifestIsNotLoaded() throws Exception {
    Seal seal = seal();
    postgres.tool(databases, app, RUN, "DROP TABLE document");
    swapped(RUN + "-seal");
    assertThatThrownBy(() -> restore(seal))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo(Failures.STEP_FAILED))
        .hasMessageContaining("the dump in " + seal.location() + " is not the one that was taken")
        .hasMessageContaining("nothing of it was loaded");
    assertThatThrownBy(this::seal).hasMessageContaining("is not the one that was taken");
    assertThat(databaseNames()).containsExactly("keeper");
  }

  @Test
  void aBackupThatWasSwappedTogetherWithItsManifestIsNotLoaded() throws Exception {
    take(RUN);
    swapped(RUN);
    assertThatThrownBy(
            () ->
                new DumpKeeping(
                        databases.connections(),
                        databases.fence(),
                        databases.dumps(),
                        databases.copies(),
                        databases.fingerprints(),
                        TestApps.QUIET)
                    .unpack(app, RUN, RUN, Copies.Kind.BACKUP))
        .hasMessageContaining("is not the one that was taken");
    assertThatThrownBy(() -> take(RUN)).hasMessageContaining("is not the one that was taken");
    assertThat(databaseNames()).containsExactly("keeper");
  }

  /** Another dump in its place, which fits its own manifest. */
  private void swapped(String name) throws Exception {
    DumpManifest was = databases.dumps().find(app, name).orElseThrow();
    Path files = directory.resolve(name);
    Path manifest = files.resolve("drydock.json");
    try (Stream<Path> all = Files.list(files)) {
      Path data = all.filter(f -> f.toString().endsWith(".gz")).findFirst().orElseThrow();
      Files.write(data, new byte[] {1, 2, 3});
    }
    SortedMap<String, DumpManifest.DumpFile> now = DumpDirectory.files(files);
    String checksum = DumpDirectory.checksum(now);
    ObjectNode changed = (ObjectNode) Json.tree(was);
    changed.put("checksum", checksum).set("files", Json.tree(now));
    Files.writeString(manifest, changed.toString());
    DumpManifest fits = databases.dumps().find(app, name).orElseThrow();
    assertThat(DumpDirectory.trouble(files, fits, TestApps.QUIET)).isEmpty();
  }

  private static List<String> databaseNames() throws Exception {
    return postgres.query(
        "postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'keeper%' ORDER BY 1");
  }

  @Test
  void whatOnlyTheManifestSaysOfTheSettingsIsNotHeeded() throws Exception {
    Seal seal = seal();
    postgres.tool(databases, app, RUN, "DROP TABLE document");
    Path manifest = Path.of(seal.location()).resolve("drydock.json");
    ObjectNode changed = (ObjectNode) Json.read(Files.readString(manifest));
    changed.set("settings", Json.read("{\"owner\": \"nobody\"}"));
    Files.writeString(manifest, changed.toString());
    assertThat(restore(seal).revision()).isEqualTo("k3");
  }

  @Test
  void tidyRemovesOldDumps() throws Exception {
    for (String run : List.of("keeper-38", "keeper-39", "keeper-40", RUN)) {
      take(run);
    }
    Files.createDirectory(directory.resolve(".keeper-37.partial-1"));
    Files.createDirectory(directory.resolve(".other-37.partial-1"));
    Files.createDirectory(directory.resolve(".keeper-36-discard.partial-1"));
    // a database of this name on another server
    Files.createDirectory(directory.resolve(".keeper-35.partial-1"));
    journal.close("keeper-37");
    journal.close("keeper-36");
    tidy(Duration.ofDays(13));
    assertThat(directory.resolve("keeper-38")).exists();
    assertThat(directory.resolve(".keeper-37.partial-1")).doesNotExist();
    assertThat(directory.resolve(".keeper-36-discard.partial-1")).doesNotExist();
    assertThat(directory.resolve(".other-37.partial-1")).exists();
    assertThat(directory.resolve(".keeper-35.partial-1")).as("of a run that goes on").exists();
    tidy(Duration.ofDays(15));
    assertThat(directory.resolve("keeper-38")).doesNotExist();
    assertThat(directory.resolve("keeper-39")).doesNotExist();
    assertThat(directory.resolve("keeper-40")).exists();
    assertThat(directory.resolve(RUN)).exists();
  }

  /** As if it were later. */
  private void tidy(Duration later) {
    new PostgresDatabases(
            TestPostgres.SECRETS,
            journal,
            ClientTools.in(bin),
            new Stores(TestPostgres.SECRETS),
            Clock.offset(Clock.systemUTC(), later))
        .tidy(app, RUN);
  }

  @Test
  void theManifestSaysWhatWasTakenByWhatAndUntilWhen() throws Exception {
    take(RUN);
    DumpManifest manifest = databases.dumps().find(app, RUN).orElseThrow();
    assertThat(manifest.serverVersion()).startsWith(bin.getParent().getFileName().toString());
    assertThat(manifest.tool()).startsWith("pg_dump ");
    assertThat(manifest.databaseBytes()).isGreaterThan(5_000_000);
    assertThat(Duration.between(manifest.taken(), manifest.until())).isEqualTo(Duration.ofDays(14));
    assertThat(manifest.files()).containsKeys("toc.dat", "database-settings.json");
    assertThat(manifest.files().get("toc.dat").sizeBytes())
        .isEqualTo(Files.size(directory.resolve(RUN).resolve("toc.dat")));
    assertThat(manifest.checksum()).isEqualTo(DumpDirectory.checksum(manifest.files()));
  }

  @Test
  void aDumpThatIsCutShortSaysWhichFileAndHowMuchOfItIsThere() throws Exception {
    Seal seal = seal();
    Path toc = Path.of(seal.location()).resolve("toc.dat");
    long size = Files.size(toc);
    Files.write(toc, java.util.Arrays.copyOf(Files.readAllBytes(toc), 100));
    assertThatThrownBy(() -> restore(seal))
        .hasMessageContaining("is damaged: toc.dat has 100 of " + size + " bytes");
    Files.delete(toc);
    assertThatThrownBy(() -> restore(seal)).hasMessageContaining("toc.dat is missing");
  }

  @Test
  void aDumpOfBeforeEachFileHadItsChecksumIsRestored() throws Exception {
    Seal seal = seal();
    journal.forget(RUN, "checksum of keeper-41-seal");
    Path files = Path.of(seal.location());
    DumpManifest now = databases.dumps().find(app, RUN + "-seal").orElseThrow();
    java.security.MessageDigest old = java.security.MessageDigest.getInstance("SHA-256");
    for (Path file : Directories.files(files)) {
      old.update(file.getFileName().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      old.update(Files.readAllBytes(file));
    }
    Files.writeString(
        files.resolve("drydock.json"),
        Json.write(
            Map.of(
                "run", RUN,
                "database", now.database(),
                "tool", now.tool(),
                "checksum", "sha256:" + java.util.HexFormat.of().formatHex(old.digest()),
                "sizeBytes", now.sizeBytes(),
                "fingerprint", now.fingerprint())));
    postgres.tool(databases, app, RUN, "DROP TABLE document");
    assertThat(restore(seal).revision()).isEqualTo("k3");
  }

  @WorkflowInterface
  public interface OneBackup {
    @WorkflowMethod
    Backup run(BackupActivities.In in);
  }

  public static final class OneBackupImpl implements OneBackup {
    @Override
    public Backup run(BackupActivities.In in) {
      return Workflow.newActivityStub(
              BackupActivities.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(5))
                  .setHeartbeatTimeout(Duration.ofSeconds(5))
                  .setCancellationType(
                      io.temporal.activity.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                  .build())
          .take(in);
    }
  }

  @Test
  void aCanceledDumpIsKilled() throws Exception {
    try (TestWorkflowEnvironment temporal =
            TestWorkflowEnvironment.newInstance(
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
        Connection blocker = postgres.connect("keeper", "keeper", "keeper-secret")) {
      blocker.setAutoCommit(false);
      Sql.run(blocker, "LOCK TABLE plain IN ACCESS EXCLUSIVE MODE");
      Worker worker = temporal.newWorker("backup");
      worker.registerWorkflowImplementationTypes(OneBackupImpl.class);
      worker.registerActivitiesImplementations(backups);
      temporal.start();
      WorkflowClient client = temporal.getWorkflowClient();
      OneBackup stub =
          client.newWorkflowStub(
              OneBackup.class, WorkflowOptions.newBuilder().setTaskQueue("backup").build());
      WorkflowClient.start(stub::run, TestApps.in(app, RUN, Step.BACKUP, DUMP));
      await().atMost(Duration.ofSeconds(30)).until(() -> dumping() > 0);
      WorkflowStub.fromTyped(stub).cancel();
      assertThatThrownBy(() -> WorkflowStub.fromTyped(stub).getResult(Backup.class))
          .isInstanceOf(WorkflowFailedException.class)
          .hasStackTraceContaining("CanceledFailure");
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> dumping() == 0);
    assertThat(directory.resolve(RUN)).doesNotExist();
  }

  /** Sessions of pg_dump that wait for the lock. */
  private static long dumping() throws Exception {
    return Long.parseLong(
        postgres
            .query(
                "postgres",
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'drydock'"
                    + " AND query LIKE 'LOCK TABLE%'")
            .get(0));
  }
}
