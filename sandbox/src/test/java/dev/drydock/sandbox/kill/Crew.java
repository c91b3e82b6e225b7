package dev.drydock.sandbox.kill;

import dev.drydock.bot.Role;
import dev.drydock.sandbox.world.World;
import java.io.IOException;
import java.util.List;

/** Drydock's roles in a world, which can be killed one by one. */
interface Crew extends AutoCloseable {
  /**
   * All three, ready. Processes with {@code -Dkill-matrix.processes=true}, which take half as much
   * again of everything; otherwise they work in the test's own process, and what is killed of them
   * never says another word.
   *
   * @param moments port of {@link Moments}
   */
  static Crew of(World world, int moments) throws IOException, InterruptedException {
    return Boolean.getBoolean("kill-matrix.processes")
        ? ProcessCrew.start(world, moments)
        : ThreadCrew.start(world, moments);
  }

  /** Returns when it is ready. */
  void start(Role role) throws IOException, InterruptedException;

  /** Returns when it has ended. */
  void kill(Role role) throws InterruptedException;

  /** What each had to complain about at last. */
  List<String> complaints() throws IOException;

  @Override
  void close() throws InterruptedException;
}
