package dev.drydock.sandbox.demo;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Plays a story in a world: installs its application, lets users write to it, and keeps a record.
 */
public final class Theatre {
  private Theatre() {}

  /**
   * What came of a story.
   *
   * @param broken the promise that was not kept, or null
   * @param run id of the last run, or null
   */
  public record Played(
      String scenario,
      String promise,
      boolean kept,
      String broken,
      String run,
      Duration took,
      List<String> lines) {}

  /**
   * @param told is told each line as it happens
   */
  public static Played play(Scenario scenario, World world, Consumer<String> told)
      throws Exception {
    Instant began = Instant.now();
    List<String> lines = new ArrayList<>();
    Consumer<String> both =
        line -> {
          String timed =
              String.format(
                  java.util.Locale.ROOT,
                  "%6.1f s  %s",
                  Duration.between(began, Instant.now()).toMillis() / 1000.0,
                  line);
          lines.add(timed);
          told.accept(timed);
        };
    String broken = null;
    Stage stage = null;
    try (Launched app = world.launch(scenario.berth());
        Traffic traffic =
            Traffic.start(app.service(), app.berth().software().users(), Traffic.Options.DEFAULT)) {
      both.accept(
          app.berth().app()
              + " "
              + app.serving()
              + " serves on "
              + app.revision()
              + ", users write");
      stage = new Stage(world, app, traffic, both);
      scenario.play().on(stage);
    } catch (Broken | AssertionError e) {
      broken = e.getMessage();
      both.accept("BROKEN: " + broken);
      if (stage != null && stage.run() != null) {
        stage.view().steps().forEach(step -> both.accept(step.toString()));
      }
    }
    String run = stage == null ? null : stage.run();
    return new Played(
        scenario.name(),
        scenario.promise(),
        broken == null,
        broken,
        run,
        Duration.between(began, Instant.now()),
        lines);
  }
}
