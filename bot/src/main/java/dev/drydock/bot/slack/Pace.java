package dev.drydock.bot.slack;

import java.time.Duration;
import java.util.ArrayDeque;

/** How fast one of Slack's methods may be called; for one thread. */
final class Pace {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private final int perMinute;
  private final ArrayDeque<Long> sent = new ArrayDeque<>();
  private long pausedUntil = System.nanoTime();

  Pace(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Counts a call, or says when there is room for one. */
  void take(String method) {
    long now = System.nanoTime();
    while (!sent.isEmpty() && now - sent.peekFirst() > MINUTE) {
      sent.pollFirst();
    }
    if (now - pausedUntil < 0) {
      throw new Later(Duration.ofNanos(pausedUntil - now), method + " is paused");
    }
    if (sent.size() >= perMinute) {
      throw new Later(Duration.ofNanos(MINUTE - (now - sent.peekFirst())), method + " is used up");
    }
    sent.addLast(now);
  }

  void pause(Duration length) {
    pausedUntil = System.nanoTime() + length.toNanos();
  }
}
