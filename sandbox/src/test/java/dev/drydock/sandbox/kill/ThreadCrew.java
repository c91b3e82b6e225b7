package dev.drydock.sandbox.kill;

import dev.drydock.bot.Role;
import dev.drydock.bot.Serving;
import dev.drydock.bot.Wiring;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.sandbox.world.World;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The roles work in this process; one that is killed is cut off in the middle of what it does. */
final class ThreadCrew implements Crew {
  private final World world;
  private final Wiring wiring;
  private final Serving serving;

  private ThreadCrew(World world, Wiring wiring) {
    this.world = world;
    this.wiring = wiring;
    this.serving = new Serving(wiring);
  }

  /**
   * @param moments port of {@link Moments}
   */
  static ThreadCrew start(World world, int moments) {
    ThreadCrew crew =
        new ThreadCrew(
            world,
            new Wiring(
                ConfigFile.load(world.config()),
                System.getenv(),
                List.of(new MomentTeller(moments), new Impatient())));
    crew.start(EnumSet.allOf(Role.class));
    return crew;
  }

  private void start(Set<Role> roles) {
    serving.start(roles);
    if (roles.contains(Role.BOT)) {
      world.slack().awaitConnection();
    }
  }

  @Override
  public void start(Role role) {
    start(EnumSet.of(role));
  }

  @Override
  public void kill(Role role) {
    serving.kill(role);
  }

  @Override
  public List<String> complaints() {
    return List.of();
  }

  @Override
  public void close() {
    serving.close();
    wiring.close();
  }
}
