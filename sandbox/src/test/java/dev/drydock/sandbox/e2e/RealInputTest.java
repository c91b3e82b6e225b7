package dev.drydock.sandbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.Required;
import dev.drydock.activities.database.postgres.DebianPostgres;
import dev.drydock.sandbox.apps.BuiltImage;
import dev.drydock.sandbox.apps.PythonImages;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.PostgresServer;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.Backup;
import dev.drydock.workflows.BackupActivities;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.StepView;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applications that are not ours to bend (Flask-Migrate as in the Keeper runbook, plain Alembic,
 * Liquibase) migrated under traffic by the production code, asked for and approved in Slack's wire
 * format, on a PostgreSQL server from a distribution with its own pg_dump. Needs that server and
 * Python with the applications' packages.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RealInputTest {
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  private static final Berth FLASK = Berth.of("keeper-flask", PythonSoftware.KEEPER_FLASK);
  private static final Berth FLASK_BROKEN =
      Berth.of("keeper-flask-broken", PythonSoftware.KEEPER_FLASK);
  private static final Berth FLASK_HEADS =
      Berth.of("keeper-flask-heads", PythonSoftware.KEEPER_FLASK);
  private static final Berth FLASK_ASTRAY =
      Berth.of("keeper-flask-astray", PythonSoftware.KEEPER_FLASK);
  private static final Berth FLASK_DIFFERS =
      Berth.of("keeper-flask-differs", PythonSoftware.KEEPER_FLASK);
  private static final Berth FLASK_DEAF =
      Berth.of("keeper-flask-deaf", PythonSoftware.KEEPER_FLASK);
  private static final Berth TIDE = Berth.of("tide", PythonSoftware.TIDE);
  private static final Berth TIDE_BROKEN = Berth.of("tide-broken", PythonSoftware.TIDE);
  private static final Berth KEEPER = Berth.of("keeper-java");
  private static final Berth KEEPER_OTHER = Berth.of("keeper-java-other");
  private static final Berth KEEPER_ASTRAY = Berth.of("keeper-java-astray");
  private static final Berth ALWAYS = Berth.of("keeper-always", RepeatingKeeper.SOFTWARE);

  private static String absent;
  private static Path bin;
  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void open() throws Exception {
    bin = DebianPostgres.find().orElse(null);
    PythonImages.Result python =
        PythonImages.build(
            Path.of("apps").toAbsolutePath(),
            directory.resolve("python-images"),
            Path.of("target", "python").toAbsolutePath());
    if (bin == null) {
      absent = DebianPostgres.ABSENT;
    } else if (python instanceof PythonImages.Unavailable none) {
      absent = none.reason();
    } else if (python instanceof PythonImages.Built built) {
      world = start(built.images());
    }
  }

  private static World start(Map<String, BuiltImage> python) throws Exception {
    DebianPostgres.Running running = DebianPostgres.launch(bin);
    PostgresServer server = new PostgresServer(running.port(), running.hba(), running.server());
    List<Berth> berths =
        List.of(
            FLASK,
            FLASK_BROKEN,
            FLASK_HEADS,
            FLASK_ASTRAY,
            FLASK_DIFFERS,
            FLASK_DEAF,
            TIDE,
            TIDE_BROKEN,
            KEEPER,
            KEEPER_OTHER,
            KEEPER_ASTRAY,
            ALWAYS);
    World started =
        World.start(
            new Settings(directory.resolve("world"), null, 0, false, berths, server), line -> {});
    python.forEach((name, image) -> started.push("registry.sandbox/" + name, image));
    started.push("registry.sandbox/proxy:1.0", proxy());
    RepeatingKeeper.images(directory.resolve("repeating"))
        .forEach((version, image) -> started.push(RepeatingKeeper.SOFTWARE.image(version), image));
    return started;
  }

  /** Stands beside the application and ends when it is told to. */
  private static BuiltImage proxy() throws Exception {
    Path root = Files.createDirectories(directory.resolve("proxy"));
    return BuiltImage.of(
        root,
        Map.of(),
        List.of("sh", "-c", "trap 'exit 0' TERM; echo proxying; while :; do sleep 0.2; done"));
  }

  @AfterAll
  static void close() {
    if (world != null) {
      world.close();
    }
  }

  @BeforeEach
  void haveAll() {
    if (absent != null) {
      Required.skipOrFail(absent);
    }
  }

  @Test
  void theRunbookOfKeeperWithFlaskMigrate() throws Exception {
    Played played = Played.play(world, FLASK, stage -> upgraded(stage, "1.9.0", "r5"));
    assertThat(played.view().plan().schema().pending())
        .extracting(change -> change.id())
        .containsExactly("r3", "r4", "r5");
    assertThat(played.view().plan().schema().sql()).as("Alembic can print it").isNotNull();
    assertRestorable(played);
  }

  @Test
  void aFlaskMigrationThatFailsHalfWayIsPutBack() throws Exception {
    Played played = Played.play(world, FLASK_BROKEN, stage -> rolledBack(stage, "2.0.0", "r2"));
    assertThat(played.view().report().cause()).contains("division by zero");
    assertPutBackExactly(played);
    assertRestorable(played);
  }

  @Test
  void plainAlembic() throws Exception {
    Played played = Played.play(world, TIDE, stage -> upgraded(stage, "1.1.0", "a4"));
    assertThat(played.view().plan().schema().pending())
        .extracting(change -> change.id())
        .containsExactly("a3", "a4");
    assertRestorable(played);
  }

  @Test
  void aPlainAlembicMigrationThatFailsIsPutBack() throws Exception {
    Played played = Played.play(world, TIDE_BROKEN, stage -> rolledBack(stage, "1.2.0", "a2"));
    assertThat(played.view().report().cause()).contains("division by zero");
    assertPutBackExactly(played);
  }

  @Test
  void liquibase() throws Exception {
    assertRestorable(Played.play(world, KEEPER, stage -> upgraded(stage, "1.9.0", "k5")));
  }

  @Test
  void twoHeadsAreNamed() throws Exception {
    try (Moored keeper = new Moored(world, FLASK_HEADS)) {
      keeper.refused(
          "1.9.0-two-heads",
          "the image brings 2 heads (r6a, r6b)",
          "merge them with \"flask db merge heads\"");
    }
  }

  /** The revision before and after is the same one. */
  @Test
  void aChangeThatAlwaysRunsAndStandsLast() throws Exception {
    Played played =
        Played.play(
            world,
            ALWAYS,
            stage -> {
              upgraded(stage, "1.8.1", "k3");
              String all =
                  "select string_agg(id, ' ' order by orderexecuted) from databasechangelog";
              assertThat(stage.app().one(all)).isEqualTo("k1 k2 k3 notes k3");
            });
    assertThat(played.view().plan().schema().current()).isEqualTo("k3");
    assertThat(played.view().plan().schema().pendingCount()).isEqualTo(2);
  }

  /** What the approver has read is not what runs to the letter; image and revisions are. */
  @Test
  void sqlThatIsAnotherAtEachCallVoidsNoApproval() throws Exception {
    Played.play(world, FLASK_DIFFERS, stage -> upgraded(stage, "2.3.0-differs", "r6"));
  }

  /** What the tool finds by its own configuration has to be what is fenced and copied. */
  @Test
  void aToolThatWouldMigrateAnotherDatabaseIsTold() throws Exception {
    try (Moored keeper = new Moored(world, FLASK_ASTRAY)) {
      configure(FLASK_ASTRAY, world.database().url("template1"));
      keeper.refused(
          "1.9.0",
          "\"flask db current\" finds no revision in its database, and database: of drydock.yaml is"
              + " at r2");
    }
  }

  /** As with staging and production: the revision found there is the same. */
  @Test
  void aToolThatWouldMigrateALikeDatabaseIsTold() throws Exception {
    try (Moored keeper = new Moored(world, KEEPER_ASTRAY);
        Moored other = new Moored(world, KEEPER_OTHER)) {
      configure(KEEPER_ASTRAY, world.database().url(KEEPER_OTHER.database()));
      keeper.refused("1.9.0", "no session of it came to the database that drydock.yaml names");
      assertThat(other.app.revision()).isEqualTo("k3");
    }
  }

  /** Behind the fence it could not write, which nobody should learn with users out. */
  @Test
  void aToolThatDoesNotHearItsOptionsIsTold() throws Exception {
    try (Moored keeper = new Moored(world, FLASK_DEAF)) {
      configure(
          FLASK_DEAF,
          world.database().url(FLASK_DEAF.database()) + "?options=-csearch_path%3Dpublic");
      keeper.refused("1.9.0", "do not hear what PGOPTIONS tells them", "database: {fence: seal}");
    }
  }

  /** What the app's next pods would have. */
  private static void configure(Berth berth, String url) {
    world
        .kubernetes()
        .secrets()
        .inNamespace(berth.namespace())
        .withName(berth.app() + "-db")
        .edit(secret -> new SecretBuilder(secret).addToStringData("url", url).build());
  }

  private static void upgraded(Stage stage, String version, String revision) throws Exception {
    stage.ask(ANA, version);
    stage.approve(BEN);
    stage.expectOutcome(Outcome.UPGRADED);
    ends(stage, version, revision, Outcome.UPGRADED);
  }

  private static void rolledBack(Stage stage, String version, String revision) throws Exception {
    stage.ask(ANA, version);
    stage.approve(BEN);
    stage.expectOutcome(Outcome.ROLLED_BACK);
    ends(stage, stage.app().berth().software().oldVersion(), revision, Outcome.ROLLED_BACK);
  }

  private static void ends(Stage stage, String version, String revision, Outcome outcome)
      throws Exception {
    stage.expectUp(version, revision);
    stage.expectNothingLost();
    stage.expectFinalCard(outcome);
    String seeded =
        stage
            .app()
            .one(
                "select count(*) from "
                    + stage.app().berth().software().users().table()
                    + " where client_key like 'seed-%'");
    stage.check(Integer.parseInt(seeded) >= 5000, "every row of before is there", seeded);
    assertThat(stage.view().report().approvedBy()).containsExactly("ben");
  }

  /** The durable backup is a dump of pg_dump that pg_restore can read, taken before the gate. */
  private static void assertRestorable(Played played) throws Exception {
    Backup backup = played.view().backup();
    assertThat(backup.method()).isEqualTo("pg_dump");
    Path log = Files.createTempFile("pg_restore", ".out");
    try {
      Process list =
          new ProcessBuilder(bin.resolve("pg_restore").toString(), "--list", backup.location())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(list.waitFor()).as(Files.readString(log)).isZero();
      assertThat(Files.readString(log)).contains("TABLE DATA public");
    } finally {
      Files.delete(log);
    }
  }

  private static void assertPutBackExactly(Played played) {
    StepView restored =
        played.view().steps().stream()
            .filter(step -> step.undo() && step.deed().equals("Backup.Restore"))
            .findFirst()
            .orElseThrow();
    BackupActivities.Restored back =
        Json.convert(restored.result(), BackupActivities.Restored.class);
    assertThat(back.fingerprint().digest()).isEqualTo(back.sealed().digest());
    assertThat(back.fingerprint().rows()).isEqualTo(back.sealed().rows()).isPositive();
  }
}
