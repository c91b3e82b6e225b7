package dev.drydock.bot;

import dev.drydock.bot.cli.Cli;
import dev.drydock.bot.cli.Terminal;
import java.util.List;

/** {@code drydock}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logs.bridge();
    Terminal terminal = Terminal.ofProcess();
    int exit =
        Cli.run(
            terminal,
            settings -> new WiredOffice(new Wiring(settings, terminal.environment())),
            List.of(new ServeCommand()),
            args);
    System.exit(exit);
  }
}
