package dev.drydock.bot.config;

import java.util.Comparator;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param file as it was named
 * @param line counts from 1
 * @param column counts from 1
 * @param path where in the document: {@code apps.keeper.gates[0].approvals}; empty for all of it
 * @param message the value, and what would be right; never a secret
 */
public record ConfigError(String file, int line, int column, String path, String message)
    implements Comparable<ConfigError> {
  private static final Comparator<ConfigError> BY_PLACE =
      Comparator.comparingInt(ConfigError::line)
          .thenComparingInt(ConfigError::column)
          .thenComparing(ConfigError::path)
          .thenComparing(ConfigError::message);

  @Override
  public int compareTo(ConfigError other) {
    return BY_PLACE.compare(this, other);
  }

  @Override
  public String toString() {
    String place = file + ":" + line + ":" + column + ": ";
    return path.isEmpty() ? place + message : place + path + ": " + message;
  }
}
