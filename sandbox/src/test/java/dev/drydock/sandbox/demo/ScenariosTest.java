package dev.drydock.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every story keeps its promise, one after the other in one world. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ScenariosTest {
  /** What {@code -Pe2e} plays on the real parts in the same build is not played here as well. */
  private static final Set<String> ALSO_REAL =
      Set.of("upgrade", "broken", "never-ready", "abort", "scaled", "worker-restart", "slack-down");

  private static final Logger log = LoggerFactory.getLogger(ScenariosTest.class);
  private static World world;

  @BeforeAll
  static void open() throws Exception {
    Path directory = Files.createTempDirectory("drydock-scenarios-");
    world =
        World.start(
            new Settings(
                directory, null, 0, false, Scenarios.all().stream().map(Scenario::berth).toList()),
            line -> {});
    KeeperImages.speedUp(directory.resolve("images"));
  }

  @AfterAll
  static void close() {
    Path directory = world.directory();
    world.close();
    assertThat(directory).doesNotExist();
  }

  static List<String> names() {
    return Scenarios.all().stream()
        .map(Scenario::name)
        .filter(name -> !Boolean.getBoolean("real-parts") || !ALSO_REAL.contains(name))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void keepsItsPromise(String name) throws Exception {
    Theatre.Played played =
        Theatre.play(
            Scenarios.find(name).orElseThrow(), world, line -> log.info("{}: {}", name, line));
    assertThat(played.broken()).as(String.join("\n", played.lines())).isNull();
  }

  @Test
  void everyNameIsToldOnce() {
    assertThat(Scenarios.all())
        .extracting(Scenario::name)
        .doesNotHaveDuplicates()
        .hasSize(16)
        .containsAll(ALSO_REAL);
  }
}
