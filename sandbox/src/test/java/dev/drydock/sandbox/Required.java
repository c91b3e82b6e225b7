package dev.drydock.sandbox;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Optional;

/** For tests that need more than a JDK. */
public final class Required {
  private Required() {}

  /**
   * Skips the test and says why; {@code DRYDOCK_REQUIRE_ALL=true}, as environment variable or
   * system property, makes that a failure.
   */
  public static void skipOrFail(String reason) {
    String required =
        Optional.ofNullable(System.getenv("DRYDOCK_REQUIRE_ALL"))
            .orElse(System.getProperty("DRYDOCK_REQUIRE_ALL"));
    if (Boolean.parseBoolean(required)) {
      fail(reason);
    }
    abort(reason);
  }
}
