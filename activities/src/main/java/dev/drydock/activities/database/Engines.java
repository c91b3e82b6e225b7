package dev.drydock.activities.database;

import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.EngineKind;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The engines that there are.
 *
 * @param known opened when an app of theirs first needs it
 */
public record Engines(Map<EngineKind, Supplier<? extends Engine>> known) {
  /**
   * What the app's {@code database.engine} stands for.
   *
   * @throws IllegalStateException there is none
   */
  public Engine of(AppConfig app) {
    EngineKind kind = app.database().engine();
    Supplier<? extends Engine> engine = known.get(kind);
    if (engine == null) {
      throw new IllegalStateException(
          "there is no database engine " + kind.key() + "; " + app.name() + " needs it");
    }
    return engine.get();
  }
}
