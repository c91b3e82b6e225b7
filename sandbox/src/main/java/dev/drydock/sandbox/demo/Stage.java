package dev.drydock.sandbox.demo;

import dev.drydock.bot.Role;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.World;
import java.util.EnumSet;
import java.util.function.Consumer;

/** Where a story of the demo is played: in a world of the sandbox. */
public final class Stage extends Acting {
  private final World world;
  private final Launched app;

  public Stage(World world, Launched app, Traffic traffic, Consumer<String> told) {
    super(world, app, traffic, told);
    this.world = world;
    this.app = app;
  }

  public World world() {
    return world;
  }

  public Launched app() {
    return app;
  }

  public void restartWorkers() {
    world.serving().kill(Role.ACTIVITY);
    world.serving().kill(Role.WORKFLOW);
    say("workers killed");
    world.serving().start(EnumSet.of(Role.WORKFLOW, Role.ACTIVITY));
    say("workers started");
  }
}
