package dev.drydock.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeper's images against a real PostgreSQL, every program as a process of its own. */
class KeeperTest {
  private static final String CHANGES = "select id from databasechangelog order by orderexecuted";

  private static final String WAITING =
      "select count(*) from pg_locks where relation = 'build'::regclass and not granted";
  private static final String END_SESSIONS =
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
          + " where application_name = 'keeper-1.8.0' and datname = current_database()";

  @TempDir static Path dir;
  private static TestDatabases server;
  private static Map<String, BuiltImage> images;
  private TestDatabases.Database database;

  @BeforeAll
  static void start() throws IOException {
    images = KeeperImages.build(dir);
    server = new TestDatabases();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void freshDatabase() throws SQLException {
    database = server.fresh();
  }

  @Test
  void servesItsOwnSchemaAndKeepsWhatItAcknowledged() throws Exception {
    upgrade("1.8.0", 0);
    try (ImageProcess keeper = healthy("1.8.0")) {
      var first = keeper.postBuild("one");
      assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
      assertThat(keeper.postBuild("one").statusCode()).as("repeated").isEqualTo(200);
      assertThat(keeper.postBuild("one").body()).isEqualTo(first.body());
      assertThat(keeper.get("/count").body()).contains("\"builds\":1}");
      assertThat(keeper.get("/builds?after=0").body()).contains("\"client_key\":\"one\"");
      assertThat(keeper.get("/").body()).contains("1.8.0", "k3", "firefly");
      assertThat(keeper.terminate()).isEqualTo(143);
    }
    assertThat(database.column("select client_key from build")).containsExactly("one");
  }

  @Test
  void eachVersionNeedsItsOwnSchema() throws Exception {
    upgrade("1.8.0", 0);
    try (ImageProcess tooNew = ImageProcess.serve(images.get("1.9.0"), database.url());
        ImageProcess old = healthy("1.8.0")) {
      await().until(() -> tooNew.health() == 503);
      assertThat(tooNew.postBuild("early").statusCode()).isEqualTo(503);
      assertThat(old.postBuild("in time").statusCode()).isEqualTo(201);

      upgrade("1.9.0", 0);
      await().until(() -> tooNew.health() == 200);
      assertThat(old.health()).isEqualTo(503);
      assertThat(old.postBuild("late").statusCode()).as("NOT NULL column").isEqualTo(503);
      assertThat(tooNew.postBuild("new").statusCode()).isEqualTo(201);
    }
    assertThat(database.column("select client_key from build order by id"))
        .containsExactly("in time", "new");
  }

  @Test
  void answersWhatItHasBegunBeforeItEnds() throws Exception {
    upgrade("1.8.0", 0);
    try (ImageProcess keeper = healthy("1.8.0");
        Connection blocker = database.connect()) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("lock table build in exclusive mode");
      var answer = CompletableFuture.supplyAsync(() -> post(keeper, "in flight"));
      await().until(() -> database.column(WAITING).equals(List.of("1")));
      var exit = CompletableFuture.supplyAsync(() -> terminate(keeper));
      await().until(() -> keeper.health() != 200);
      assertThat(exit).isNotDone();
      blocker.commit();
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(201);
      assertThat(exit.get(10, TimeUnit.SECONDS)).isEqualTo(143);
    }
    assertThat(database.column("select client_key from build")).containsExactly("in flight");
  }

  @Test
  void servesAgainAfterItsSessionsWereEnded() throws Exception {
    upgrade("1.8.0", 0);
    try (ImageProcess keeper = healthy("1.8.0")) {
      assertThat(keeper.postBuild("before").statusCode()).isEqualTo(201);
      assertThat(database.column(END_SESSIONS)).isNotEmpty().containsOnly("t");
      assertThat(keeper.postBuild("ended").statusCode()).isEqualTo(503);
      await().until(() -> keeper.postBuild("after").statusCode() == 201);
    }
    assertThat(database.column("select client_key from build order by id"))
        .containsExactly("before", "after");
  }

  @Test
  void liquibaseTakesWhatIsSetAndTheRestFromDatabaseUrl() throws Exception {
    database.execute("create role \"odd @name/%\" superuser login");
    BuiltImage image = images.get("1.8.0");
    String odd = database.url().replace("postgres:", "odd%20%40name%2f%25:");
    var update = ImageProcess.run(image, odd, "liquibase", "update");
    assertThat(update.code()).as(update.err()).isZero();
    assertThat(database.column("select tableowner from pg_tables where tablename = 'build'"))
        .containsExactly("odd @name/%");

    String elsewhere = "postgresql://nobody:none@127.0.0.1:1/nowhere";
    var set =
        ImageProcess.run(
            image,
            elsewhere,
            "LIQUIBASE_COMMAND_URL=jdbc:postgresql://127.0.0.1:"
                + database.port()
                + "/"
                + database.name(),
            "LIQUIBASE_COMMAND_USERNAME=postgres",
            "liquibase",
            "status");
    assertThat(set.out()).as(set.err()).contains("is up to date");
  }

  @Test
  void liquibaseReportsInItsUsualWords() throws Exception {
    upgrade("1.8.0", 0);
    BuiltImage image = images.get("1.9.0");
    var status = ImageProcess.run(image, database.url(), "liquibase", "status", "--verbose");
    assertThat(status.code()).isZero();
    assertThat(status.out())
        .contains("2 changesets have not been applied", "changelog/k4.sql::k4::keeper");
    var sql = ImageProcess.run(image, database.url(), "liquibase", "update-sql");
    assertThat(sql.out()).contains("alter table build add column builder text");
    var history = ImageProcess.run(image, database.url(), "liquibase", "history");
    assertThat(history.out()).contains("k3").doesNotContain("k4");
    assertThat(database.column(CHANGES)).containsExactly("k1", "k2", "k3");
  }

  @Test
  void theSecondMajorFailsHalfWay() throws Exception {
    upgrade("1.9.0", 0);
    var failed = upgrade("2.0.0", 1);
    assertThat(failed.err() + failed.out()).contains("division by zero");
    assertThat(database.column(CHANGES)).endsWith("k5", "k6");
    assertThat(database.column("select to_regclass('artifact')::text")).containsExactly("artifact");
  }

  @Test
  void theLiarTouchesNothing() throws Exception {
    upgrade("1.8.0", 0);
    assertThat(upgrade("1.9.0-lies", 0).out()).contains("Update has been successful");
    assertThat(database.column(CHANGES)).endsWith("k3");
  }

  @Test
  void theGrumblerUpgradesAndEndsWithOne() throws Exception {
    assertThat(upgrade("1.9.0-grumbles", 1).err()).contains("IllegalStateException");
    assertThat(database.column(CHANGES)).endsWith("k5");
  }

  @Test
  void theChatterboxUpgradesUnderFiveMegabytesOfLog() throws Exception {
    var ended = upgrade("1.9.0-chatty", 0);
    assertThat(ended.out().length() + ended.err().length()).isGreaterThan(5_000_000);
    assertThat(database.column(CHANGES)).endsWith("k5");
  }

  @Test
  void theSleeperTakesEightSeconds() throws Exception {
    upgrade("1.8.0", 0);
    long begun = System.nanoTime();
    upgrade("1.9.0-sleepy", 0);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(8));
    try (ImageProcess keeper = healthy("1.9.0")) {
      assertThat(keeper.postBuild("awake").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void theStillbornListensAndWritesNothing() throws Exception {
    upgrade("1.9.0-stillborn", 0);
    try (ImageProcess app = ImageProcess.serve(images.get("1.9.0-stillborn"), database.url())) {
      await().until(() -> app.health() == 503);
      assertThat(app.postBuild("never").statusCode()).isEqualTo(503);
    }
    assertThat(database.column("select id from build")).isEmpty();
  }

  @Test
  void theCrashingOneEndsWithOne() throws Exception {
    try (ImageProcess app = ImageProcess.serve(images.get("1.9.0-crashes"), database.url())) {
      assertThat(app.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void anImageWithoutToolHasNone() throws Exception {
    var missing =
        ImageProcess.run(images.get("1.9.0-no-tool"), database.url(), "liquibase", "update");
    assertThat(missing.code()).isEqualTo(127);
  }

  @Test
  void equalContentHasEqualDigest(@TempDir Path elsewhere) throws Exception {
    Map<String, BuiltImage> again = KeeperImages.build(elsewhere);
    for (String tag : images.keySet()) {
      assertThat(again.get(tag).digest()).isEqualTo(images.get(tag).digest());
    }
    assertThat(images.values().stream().map(BuiltImage::digest)).doesNotHaveDuplicates();
    assertThat(images.values().stream().map(BuiltImage::digest))
        .allMatch(digest -> digest.matches("sha256:[0-9a-f]{64}"));
  }

  @Test
  void theArchiveOfClassesChangesNothing() throws Exception {
    upgrade("1.8.0", 0);
    String digest = images.get("1.9.0").digest();
    KeeperImages.speedUp(dir);
    BuiltImage image = images.get("1.9.0");
    assertThat(BuiltImage.of(image.root(), image.env(), image.entrypoint()).digest())
        .isEqualTo(digest);
    upgrade("1.9.0", 0);
    assertThat(database.column(CHANGES)).endsWith("k5");
  }

  private static int post(ImageProcess app, String key) {
    try {
      return app.postBuild(key).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private static int terminate(ImageProcess app) {
    try {
      return app.terminate();
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private ImageProcess.Ended upgrade(String tag, int expected) throws Exception {
    var ended = ImageProcess.run(images.get(tag), database.url(), "liquibase", "update");
    assertThat(ended.code()).as(ended.err()).isEqualTo(expected);
    return ended;
  }

  private ImageProcess healthy(String tag) throws IOException {
    ImageProcess app = ImageProcess.serve(images.get(tag), database.url());
    await().until(() -> app.health() == 200);
    return app;
  }
}
