package dev.drydock.activities.kubernetes;

import java.time.Duration;

/** Values as people read them. */
final class Words {
  private Words() {}

  /** {@code 90 s}, {@code 10 min}, {@code 6 h}. */
  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 3600 && seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
