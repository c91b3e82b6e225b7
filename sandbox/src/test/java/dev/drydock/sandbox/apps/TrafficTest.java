package dev.drydock.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @TempDir Path dir;

  @Test
  void tellsWhichAcknowledgedBuildTheDatabaseLost() throws Exception {
    Map<String, BuiltImage> images = KeeperImages.build(dir.resolve("images"));
    Path journal = dir.resolve("journal");
    var options = new Traffic.Options(INTERVAL, TIMEOUT, 1_000, Optional.of(journal));
    try (TestDatabases server = new TestDatabases()) {
      TestDatabases.Database database = server.fresh();
      ImageProcess.run(images.get("1.8.0"), database.url(), "liquibase", "update");
      try (Connection connection = database.connect();
          ImageProcess keeper = ImageProcess.serve(images.get("1.8.0"), database.url())) {
        await().until(() -> keeper.health() == 200);
        Seed.fill(connection, Seed.DEFAULT_BUILDS);
        try (Traffic traffic = Traffic.start(keeper.uri, options)) {
          await().until(() -> traffic.seen().acknowledged() >= 20);
          // SIGTERM under load: what was acknowledged must be there all the same.
          keeper.terminate();
          await().until(() -> traffic.seen().refused() >= 3);
          traffic.stop();

          assertThat(traffic.verify(connection)).isEmpty();
          assertThat(Files.readAllLines(journal)).hasSize((int) traffic.seen().acknowledged());
          Traffic.Acknowledged lost = traffic.acknowledged().get(7);
          database.execute("delete from build where id = " + lost.id());
          assertThat(traffic.verify(connection)).containsExactly(lost);
        }
      }
    }
  }

  @Test
  void seedFillsOnceOnEachSchema() throws Exception {
    Map<String, BuiltImage> images = KeeperImages.build(dir.resolve("images"));
    try (TestDatabases server = new TestDatabases()) {
      for (String tag : new String[] {"1.8.0", "1.9.0"}) {
        TestDatabases.Database database = server.fresh();
        ImageProcess.run(images.get(tag), database.url(), "liquibase", "update");
        try (Connection connection = database.connect()) {
          long begun = System.nanoTime();
          Seed.fill(connection, Seed.DEFAULT_BUILDS);
          assertThat(Duration.ofNanos(System.nanoTime() - begun))
              .isLessThan(Duration.ofSeconds(10));
          Seed.fill(connection, Seed.DEFAULT_BUILDS);
        }
        assertThat(database.column("select count(*) from build")).containsExactly("20000");
      }
    }
  }
}
