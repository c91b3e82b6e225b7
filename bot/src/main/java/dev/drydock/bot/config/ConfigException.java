package dev.drydock.bot.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used: everything that is wrong with it, one line each. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<ConfigError> errors;

  public ConfigException(List<ConfigError> errors) {
    super(errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  /** A configuration that could not even be opened. */
  public ConfigException(String message) {
    super(message);
    this.errors = List.of();
  }

  public List<ConfigError> errors() {
    return errors;
  }
}
