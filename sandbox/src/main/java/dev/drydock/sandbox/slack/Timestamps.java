package dev.drydock.sandbox.slack;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

/** Message ids as Slack makes them: epoch seconds, a dot, six digits; unique and rising. */
final class Timestamps {
  private final Clock clock;
  private long lastMicros;

  Timestamps(Clock clock) {
    this.clock = clock;
  }

  synchronized String next() {
    Instant now = clock.instant();
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    lastMicros = Math.max(micros, lastMicros + 1);
    return String.format(Locale.ROOT, "%d.%06d", lastMicros / 1_000_000, lastMicros % 1_000_000);
  }
}
