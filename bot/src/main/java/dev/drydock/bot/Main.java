package dev.drydock.bot;

import dev.drydock.bot.cli.Cli;
import dev.drydock.bot.cli.Terminal;
import java.util.List;

/** {@code drydock}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logs.bridge();
    System.exit(run(Terminal.ofProcess(), args));
  }

  /**
   * The same in a process that goes on.
   *
   * @return an exit code: {@link dev.drydock.bot.cli.Exit}
   */
  public static int run(Terminal terminal, String... args) {
    return Cli.run(
        terminal,
        settings -> new WiredOffice(new Wiring(settings, terminal.environment())),
        List.of(new ServeCommand()),
        args);
  }
}
