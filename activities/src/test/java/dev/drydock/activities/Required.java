package dev.drydock.activities;

import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** For tests that need more than a JDK. */
public final class Required {
  private Required() {}

  /**
   * Skips the test that asks, or fails it where {@code DRYDOCK_REQUIRE_ALL} (environment variable
   * or system property) is true. Not for {@code @BeforeAll}: there a skip is reported nowhere.
   *
   * @param absent what is missing, and where it was looked for
   */
  public static void skipOrFail(String absent) {
    String all =
        Optional.ofNullable(System.getenv("DRYDOCK_REQUIRE_ALL"))
            .orElse(System.getProperty("DRYDOCK_REQUIRE_ALL"));
    if (Boolean.parseBoolean(all)) {
      Assertions.fail(absent);
    }
    Assumptions.abort(absent);
  }
}
