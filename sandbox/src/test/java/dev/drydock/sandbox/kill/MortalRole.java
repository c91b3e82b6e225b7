package dev.drydock.sandbox.kill;

import dev.drydock.bot.Role;
import dev.drydock.bot.Serving;
import dev.drydock.bot.Wiring;
import dev.drydock.bot.config.ConfigFile;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/**
 * One of Drydock's roles as a process, wired as {@code drydock serve} does; and with what tells the
 * test of each moment. Ends at once when its parent has died.
 */
final class MortalRole {
  private MortalRole() {}

  /**
   * @param arguments the role, the port of {@link Moments}
   */
  public static void main(String[] arguments) throws InterruptedException {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    Wiring wiring =
        new Wiring(
            ConfigFile.load(Path.of(System.getenv("DRYDOCK_CONFIG"))),
            System.getenv(),
            List.of(new MomentTeller(Integer.parseInt(arguments[1])), new Impatient()));
    Serving serving = new Serving(wiring);
    serving.start(EnumSet.of(Role.valueOf(arguments[0])));
    serving.await();
  }
}
