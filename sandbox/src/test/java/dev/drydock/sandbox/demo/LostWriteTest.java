package dev.drydock.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Twenty runs in one world, two at a time, each with something else going wrong at another moment:
 * no acknowledged write is lost. {@code -Dlost-write.seeds=7,13} plays those alone.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LostWriteTest {
  private static final Path RECORDS = Path.of("target", "lost-write");
  private static final int AT_A_TIME = 2;
  private static final Map<Long, Future<Theatre.Played>> PLAYS = new HashMap<>();
  private static final ExecutorService STAGES = Executors.newFixedThreadPool(AT_A_TIME);
  @TempDir static Path directory;
  private static World world;

  static List<Long> seeds() {
    String wanted = System.getProperty("lost-write.seeds", "");
    return wanted.isEmpty()
        ? LongStream.rangeClosed(1, 20).boxed().toList()
        : List.of(wanted.split(",")).stream().map(Long::valueOf).toList();
  }

  @BeforeAll
  static void play() throws Exception {
    Files.createDirectories(RECORDS);
    world =
        World.start(
            new Settings(
                directory.resolve("world"),
                null,
                0,
                false,
                seeds().stream().map(LostWriteTest::story).map(Scenario::berth).toList()),
            line -> {});
    KeeperImages.speedUp(world.directory().resolve("images"));
    seeds().forEach(seed -> PLAYS.put(seed, STAGES.submit(() -> played(seed))));
  }

  private static Scenario story(long seed) {
    // no name begins with another one: an application takes its databases away by their beginning
    return LostWrite.of("lost-%02d".formatted(seed), seed);
  }

  private static Theatre.Played played(long seed) throws Exception {
    Theatre.Played played = Theatre.play(story(seed), world, line -> {});
    Files.write(RECORDS.resolve("seed-%02d.txt".formatted(seed)), played.lines());
    return played;
  }

  @AfterAll
  static void close() throws InterruptedException {
    STAGES.shutdownNow();
    STAGES.awaitTermination(30, TimeUnit.SECONDS);
    if (world != null) {
      world.close();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noneIsLost(long seed) throws Exception {
    Theatre.Played played = PLAYS.get(seed).get();
    assertThat(played.broken()).as(String.join("\n", played.lines())).isNull();
  }
}
