package dev.drydock.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;

import dev.drydock.activities.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python applications against a real PostgreSQL. Without Python, or without the network when
 * the environments are first made, it is skipped and says why; {@code DRYDOCK_REQUIRE_ALL=true} (as
 * environment variable or system property) makes that a failure.
 */
class PythonTest {
  private static final String VERSIONS = "select version_num from alembic_version order by 1";
  private static final Path SOURCES = Path.of("apps").toAbsolutePath();
  private static final Path CACHE = Path.of("target", "python").toAbsolutePath();
  private static final String[] FLASK_UPGRADE = {"FLASK_APP=keeper", "flask", "db", "upgrade"};

  @TempDir static Path dir;
  private static PythonImages.Result result;
  private static Map<String, BuiltImage> images;
  private static TestDatabases server;
  private TestDatabases.Database database;

  @BeforeAll
  static void start() throws Exception {
    result = PythonImages.build(SOURCES, dir, CACHE);
    if (result instanceof PythonImages.Built built) {
      images = built.images();
      server = new TestDatabases();
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void freshDatabase() throws SQLException {
    // Not before all tests: there a skip would be reported nowhere.
    if (result instanceof PythonImages.Unavailable none) {
      Required.skipOrFail(none.reason());
    }
    database = server.fresh();
  }

  @Test
  void flaskUpgradesAsInTheRunbookAndServes() throws Exception {
    upgradeFlask("1.8.0", 0);
    assertThat(database.column(VERSIONS)).containsExactly("r2");
    try (ImageProcess old = healthy("keeper-flask:1.8.0")) {
      assertThat(old.postBuild("one").statusCode()).isEqualTo(201);
      assertThat(old.postBuild("one").statusCode()).as("repeated").isEqualTo(200);

      assertThat(upgradeFlask("1.9.0", 0).err())
          .contains("Running upgrade r2 -> r3", "Running upgrade r4 -> r5");
      assertThat(old.health()).isEqualTo(503);
      assertThat(old.postBuild("late").statusCode()).as("NOT NULL column").isEqualTo(503);
      assertThat(old.terminate()).isZero();
    }
    try (ImageProcess keeper = healthy("keeper-flask:1.9.0")) {
      assertThat(keeper.postBuild("two").statusCode()).isEqualTo(201);
      assertThat(keeper.get("/count").body()).contains("2");
    }
    assertThat(database.column("select client_key || ' ' || builder from build order by id"))
        .containsExactly("one jenkins", "two unnamed");
    assertThat(database.column("select slug from edition")).containsExactly("main");
  }

  @Test
  void flaskKeepsWhatItAcknowledgedWhenItIsEndedUnderLoad() throws Exception {
    upgradeFlask("1.9.0", 0);
    var options =
        new Traffic.Options(
            Duration.ofMillis(5), Duration.ofSeconds(2), 1_000, Optional.<Path>empty());
    try (ImageProcess keeper = healthy("keeper-flask:1.9.0");
        Traffic traffic = Traffic.start(keeper.uri, options)) {
      await().until(() -> traffic.seen().acknowledged() >= 20);
      assertThat(keeper.terminate()).isZero();
      await().until(() -> traffic.seen().refused() >= 3);
      traffic.stop();
      try (var connection = database.connect()) {
        assertThat(traffic.verify(connection)).isEmpty();
      }
    }
  }

  @Test
  void flaskOnTheOldSchemaPromisesNothing() throws Exception {
    upgradeFlask("1.8.0", 0);
    try (ImageProcess early =
        ImageProcess.serve(images.get("keeper-flask:1.9.0"), database.url())) {
      await().atMost(Duration.ofSeconds(20)).until(() -> early.health() == 503);
      assertThat(early.postBuild("early").statusCode()).isEqualTo(503);
    }
    assertThat(database.column("select id from build")).isEmpty();
  }

  @Test
  void flaskTellsItsRevisions() throws Exception {
    upgradeFlask("1.8.0", 0);
    assertThat(flask("1.9.0", "heads").out()).isEqualTo("r5 (head)\n");
    assertThat(flask("1.9.0", "current").out()).isEqualTo("r2\n");
    assertThat(flask("1.9.0", "upgrade", "r2:head", "--sql").out())
        .contains("ALTER TABLE build ADD COLUMN builder", "BEGIN;")
        .doesNotContain("CREATE TABLE product");
  }

  @Test
  void aFailingRevisionLeavesFlaskHalfWay() throws Exception {
    upgradeFlask("1.8.0", 0);
    var failed = upgradeFlask("2.0.0", 1);
    assertThat(failed.err()).contains("division by zero");
    assertThat(database.column(VERSIONS)).containsExactly("r5");
    assertThat(database.column("select indexname from pg_indexes where tablename = 'build'"))
        .as("built outside of the transaction")
        .contains("ix_build_git_ref");
    assertThat(database.column("select slug from product")).doesNotContain("attic");
    // A second attempt stumbles over what the first one left: only a restore helps.
    assertThat(upgradeFlask("2.0.0", 1).err()).contains("ix_build_git_ref");
  }

  @Test
  void twoHeadsAreReportedAndNothingRuns() throws Exception {
    upgradeFlask("1.8.0", 0);
    assertThat(flask("1.9.0-two-heads", "heads").out()).contains("r6a (head)", "r6b (head)");
    assertThat(upgradeFlask("1.9.0-two-heads", 1).err()).contains("Multiple head revisions");
    assertThat(database.column(VERSIONS)).containsExactly("r2");
  }

  @Test
  void plainAlembicUpgradesAndServes() throws Exception {
    alembic("1.0.0", 0, "upgrade", "head");
    assertThat(alembic("1.1.0", 0, "current").out()).isEqualTo("a2\n");
    assertThat(alembic("1.1.0", 0, "heads").out()).isEqualTo("a4 (head)\n");
    try (ImageProcess old = healthy("tide-alembic:1.0.0")) {
      assertThat(reading(old, "one")).isEqualTo(201);
      alembic("1.1.0", 0, "upgrade", "head");
      assertThat(reading(old, "late")).isEqualTo(503);
      assertThat(old.terminate()).isZero();
    }
    try (ImageProcess tide = healthy("tide-alembic:1.1.0")) {
      assertThat(reading(tide, "two")).isEqualTo(201);
      assertThat(tide.get("/count").body()).contains("2");
    }
  }

  @Test
  void plainAlembicRollsAFailedUpgradeBackWhole() throws Exception {
    alembic("1.0.0", 0, "upgrade", "head");
    assertThat(alembic("1.2.0", 1, "upgrade", "head").err()).contains("division by zero");
    assertThat(database.column(VERSIONS)).containsExactly("a2");
  }

  @Test
  void digestsDoNotChangeByRunning(@TempDir Path elsewhere) throws Exception {
    upgradeFlask("1.9.0", 0);
    if (PythonImages.build(SOURCES, elsewhere, CACHE) instanceof PythonImages.Built again) {
      for (String name : images.keySet()) {
        BuiltImage image = images.get(name);
        assertThat(again.images().get(name).digest()).isEqualTo(image.digest());
        assertThat(BuiltImage.of(image.root(), image.env(), image.entrypoint()).digest())
            .isEqualTo(image.digest());
      }
    } else {
      fail("the environments were there a moment ago");
    }
  }

  private static int reading(ImageProcess tide, String key) throws Exception {
    String body = "{\"gauge\": \"pier\", \"level_mm\": 412, \"client_key\": \"" + key + "\"}";
    return tide.post("/readings", body).statusCode();
  }

  private ImageProcess.Ended upgradeFlask(String tag, int expected) throws Exception {
    var ended = ImageProcess.run(images.get("keeper-flask:" + tag), database.url(), FLASK_UPGRADE);
    assertThat(ended.code()).as(ended.err()).isEqualTo(expected);
    return ended;
  }

  private ImageProcess.Ended flask(String tag, String... words) throws Exception {
    String[] command = new String[words.length + 3];
    System.arraycopy(FLASK_UPGRADE, 0, command, 0, 3);
    System.arraycopy(words, 0, command, 3, words.length);
    var ended = ImageProcess.run(images.get("keeper-flask:" + tag), database.url(), command);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private ImageProcess.Ended alembic(String tag, int expected, String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = "alembic";
    System.arraycopy(words, 0, command, 1, words.length);
    var ended = ImageProcess.run(images.get("tide-alembic:" + tag), database.url(), command);
    assertThat(ended.code()).as(ended.err()).isEqualTo(expected);
    return ended;
  }

  private ImageProcess healthy(String name) throws IOException {
    ImageProcess app = ImageProcess.serve(images.get(name), database.url());
    await().atMost(Duration.ofSeconds(20)).until(() -> app.health() == 200);
    return app;
  }
}
