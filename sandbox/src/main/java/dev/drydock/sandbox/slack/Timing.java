package dev.drydock.sandbox.slack;

import java.time.Duration;

/** Slack's clocks; a test may shorten them instead of waiting. */
public final class Timing {
  private volatile Duration ackDeadline = Duration.ofSeconds(3);
  private volatile Duration triggerLife = Duration.ofSeconds(3);
  private volatile Duration responseUrlLife = Duration.ofMinutes(30);

  public Duration ackDeadline() {
    return ackDeadline;
  }

  public Timing ackDeadline(Duration limit) {
    ackDeadline = limit;
    return this;
  }

  public Duration triggerLife() {
    return triggerLife;
  }

  public Timing triggerLife(Duration limit) {
    triggerLife = limit;
    return this;
  }

  public Duration responseUrlLife() {
    return responseUrlLife;
  }

  public Timing responseUrlLife(Duration limit) {
    responseUrlLife = limit;
    return this;
  }
}
