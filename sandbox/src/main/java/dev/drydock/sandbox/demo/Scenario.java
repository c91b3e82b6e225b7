package dev.drydock.sandbox.demo;

import dev.drydock.sandbox.world.Berth;

/**
 * One story.
 *
 * @param name as in {@code --scenario NAME}
 * @param promise what is promised to come of it, one line
 * @param berth the application it plays on
 * @param play throws when the promise is not kept
 */
public record Scenario(String name, String promise, Berth berth, Play play) {
  /** What happens. */
  @FunctionalInterface
  public interface Play {
    void on(Stage stage) throws Exception;
  }

  static Scenario of(String name, String promise, Play play) {
    return new Scenario(name, promise, Berth.of(app(name)), play);
  }

  Scenario at(java.util.function.UnaryOperator<Berth> change) {
    return new Scenario(name, promise, change.apply(berth), play);
  }

  /** Each story has an application of its own, so that they can share a world. */
  private static String app(String name) {
    return "keeper-" + name;
  }
}
