package dev.drydock.bot.config;

import dev.drydock.workflows.config.DrydockConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * All of {@code drydock.yaml}: what the workflows know of it, and what only this process needs.
 *
 * @param file it was read from
 */
public record Settings(Path file, DrydockConfig drydock, Cli cli, Serve serve) {

  /**
   * @param allowAs true when {@code --as} may name another person
   */
  public record Cli(boolean allowAs) {}

  /**
   * @param host address for {@code /healthz} and {@code /readyz}
   * @param port 0 for no listener
   * @param jsonLogs false for plain lines
   * @param drain how long activities may go on after the process was told to stop
   */
  public record Serve(String host, int port, boolean jsonLogs, Duration drain) {
    public static final Serve DEFAULT = new Serve("127.0.0.1", 0, false, Duration.ofMinutes(5));
  }
}
