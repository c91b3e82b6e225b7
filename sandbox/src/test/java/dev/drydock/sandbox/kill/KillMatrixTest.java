package dev.drydock.sandbox.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.Required;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step, each thing that can die, just before and just after the step's effect: the run ends in
 * one of its two outcomes, with nothing left over, schema and data as they were where they were put
 * back, and no acknowledged write lost.
 *
 * <p>{@code -Dkill-matrix=third} (the default) runs every third case, {@code all} every one, and
 * anything else those that begin with one of its words: {@code -Dkill-matrix="seal, bot;verify"}.
 * What came of them is in {@code target/kill-matrix.md}.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class KillMatrixTest {
  private static final String ANA = "U0ANA";
  private static final String BEN = "U0BEN";
  private static final Path TARGET = Path.of("target");
  private static final Path RECORDS = TARGET.resolve("kill-matrix");
  private static final int WORLDS = 2;
  private static final Traffic.Options USERS =
      new Traffic.Options(
          Duration.ofMillis(100), Duration.ofSeconds(2), 200_000, java.util.Optional.empty());

  private static final MatrixTable TABLE = new MatrixTable(RECORDS);
  private static final List<ExecutorService> THREADS = new ArrayList<>();
  private static final List<MortalWorld> OPEN = new ArrayList<>();
  private static final Map<Cell, Future<?>> CASES = new HashMap<>();
  @TempDir static Path directory;

  static List<Cell> cells() {
    String wanted = System.getProperty("kill-matrix", "third");
    return Cell.all().stream()
        .filter(cell -> cell.none().isEmpty())
        .filter(cell -> isWanted(cell, wanted))
        .toList();
  }

  private static boolean isWanted(Cell cell, String wanted) {
    return switch (wanted) {
      case "all" -> true;
      case "third" -> cell.index() % 3 == 0;
      default -> Arrays.stream(wanted.split(";")).anyMatch(cell.words()::startsWith);
    };
  }

  /** Each world plays its cases one after the other, beside the others. */
  @BeforeAll
  static void play() {
    List<Cell> cells = new ArrayList<>(cells());
    // some of everything early, and of each world's share
    Collections.shuffle(cells, new Random(1));
    int worlds = Math.min(WORLDS, cells.size());
    for (int i = 0; i < worlds; i++) {
      int mine = i;
      List<Cell> own =
          IntStream.range(0, cells.size())
              .filter(n -> n % worlds == mine)
              .mapToObj(cells::get)
              .toList();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      THREADS.add(thread);
      Future<MortalWorld> world = thread.submit(() -> open(directory.resolve("" + mine), own));
      own.forEach(cell -> CASES.put(cell, thread.submit(() -> play(world.get(), cell))));
    }
  }

  private static MortalWorld open(Path home, List<Cell> cells) throws Exception {
    MortalWorld world = MortalWorld.start(home, cells.stream().map(KillMatrixTest::berth).toList());
    synchronized (OPEN) {
      OPEN.add(world);
    }
    return world;
  }

  private static Berth berth(Cell cell) {
    Berth berth = Berth.of(cell.name()).withReplicas(1);
    return cell.row() == Row.TAKE_DOWN_NEW ? berth.withProgressDeadline(8) : berth;
  }

  @AfterAll
  static void close() throws Exception {
    for (ExecutorService thread : THREADS) {
      thread.shutdownNow();
      thread.awaitTermination(30, TimeUnit.SECONDS);
    }
    for (MortalWorld world : OPEN) {
      world.close();
    }
    TABLE.write(TARGET.resolve("kill-matrix.md"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void endsInOneOfItsOutcomes(Cell cell) throws Exception {
    try {
      CASES.get(cell).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Lacking lacking) {
        Required.skipOrFail(lacking.getMessage());
      }
      throw new AssertionError(cell.words() + ": " + e.getCause().getMessage(), e.getCause());
    }
  }

  /** What this machine has not. */
  private static final class Lacking extends Exception {
    private static final long serialVersionUID = 1L;

    Lacking(String what) {
      super(what);
    }
  }

  private static Void play(MortalWorld mortal, Cell cell) throws Exception {
    if (cell.victim() == Victim.TEMPORAL && !mortal.hasMortalTemporal()) {
      throw new Lacking(MortalTemporal.ABSENT);
    }
    List<String> lines = new ArrayList<>();
    long began = System.nanoTime();
    String came = "failed";
    try (Launched app = mortal.world().launch(berth(cell));
        Traffic users = Traffic.start(app.service(), USERS)) {
      Stage stage =
          new Stage(
              mortal.world(),
              app,
              users,
              line ->
                  lines.add(
                      "%6.1f s  %s"
                          .formatted((System.nanoTime() - began) / 1_000_000_000.0, line)));
      came = play(mortal, cell, stage).name();
    } catch (Exception | Error e) {
      lines.add("BROKEN: " + e);
      lines.addAll(mortal.complaints());
      throw e;
    } finally {
      TABLE.put(cell, came);
      lines.add(0, cell.words());
      Files.write(RECORDS.resolve(cell.name() + ".log"), lines);
    }
    return null;
  }

  private static Outcome play(MortalWorld mortal, Cell cell, Stage stage) throws Exception {
    Aftermath aftermath = new Aftermath(stage);
    mortal.arm(cell, stage);
    stage.ask(ANA, cell.row().version);
    approve(stage);
    stage.awaitTrue(
        "the run ends",
        () -> {
          stage.check(
              stage.view().state() != RunState.NEEDS_OPERATOR,
              "no operator is needed",
              String.valueOf(stage.view().need()));
          return stage.view().isClosed();
        });
    stage.awaitTrue("what was killed is back", mortal::isOver);
    Outcome outcome = stage.view().report().outcome();
    stage.expectOutcome(outcome);
    assertThat(cell.outcomes()).contains(outcome);
    aftermath.expect(outcome, cell.row().version);
    return outcome;
  }

  private static void approve(Stage stage) {
    stage.awaitTrue("a gate, or the end", () -> stage.view().isClosed() || isAsking(stage));
    if (!stage.view().isClosed()) {
      stage.approve(BEN);
    }
  }

  private static boolean isAsking(Stage stage) {
    return stage.view().openGate().isPresent();
  }
}
