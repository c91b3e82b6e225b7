package dev.drydock.workflows.config;

import java.util.List;
import java.util.Optional;

/** All apps of the configuration. */
public record Apps(List<AppConfig> all) {
  public Optional<AppConfig> find(String name) {
    return all.stream().filter(app -> app.name().equals(name)).findFirst();
  }

  public List<String> names() {
    return all.stream().map(AppConfig::name).sorted().toList();
  }
}
