package dev.drydock.sandbox.slack;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What may go wrong between an app and Slack, on demand. */
public final class Faults {
  private final Map<String, AtomicInteger> limited = new ConcurrentHashMap<>();
  private final Map<String, Duration> retryAfter = new ConcurrentHashMap<>();
  private final Map<String, String> errors = new ConcurrentHashMap<>();
  private final Map<String, Duration> delays = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> loseAnswers = new ConcurrentHashMap<>();
  private final AtomicInteger duplicates = new AtomicInteger();
  private final Line line;

  /** The part of Slack that can be taken off the net. */
  interface Line {
    void refuse();

    void unavailable();

    void restore();

    void dropSockets();

    void refreshSockets();
  }

  Faults(Line line) {
    this.line = line;
  }

  /** The API's port is closed and every socket is cut, as in an outage of the net. */
  public void down() {
    line.refuse();
  }

  /** The API answers 503 to everything, and every socket is cut, as in an outage of Slack. */
  public void unavailable() {
    line.unavailable();
  }

  /** Ends {@link #down} and {@link #unavailable}; the addresses stay the same. */
  public void up() {
    line.restore();
  }

  /** Cuts every Socket Mode connection without a word. */
  public void dropSockets() {
    line.dropSockets();
  }

  /** Announces a refresh on every Socket Mode connection, as Slack does every few hours. */
  public void refreshSockets() {
    line.refreshSockets();
  }

  /** The next calls of the method get 429. */
  public void rateLimit(String method, int calls, Duration wait) {
    retryAfter.put(method, wait);
    limited.put(method, new AtomicInteger(calls));
  }

  /** The method answers {@code ok: false} with this error until {@link #heal}. */
  public void fail(String method, String error) {
    errors.put(method, error);
  }

  /** The method takes that much longer until {@link #heal}. */
  public void slow(String method, Duration delay) {
    delays.put(method, delay);
  }

  /**
   * The next calls take effect, but the connection is cut before the answer: the caller cannot
   * know.
   */
  public void loseAnswer(String method, int calls) {
    loseAnswers.put(method, new AtomicInteger(calls));
  }

  public void heal(String method) {
    limited.remove(method);
    errors.remove(method);
    delays.remove(method);
    loseAnswers.remove(method);
  }

  /** The next envelopes or requests are delivered twice, the second one marked as a retry. */
  public void deliverTwice(int deliveries) {
    duplicates.set(deliveries);
  }

  Optional<Duration> limited(String method) {
    AtomicInteger left = limited.get(method);
    boolean now = left != null && left.getAndDecrement() > 0;
    return now ? Optional.of(retryAfter.get(method)) : Optional.empty();
  }

  Optional<String> error(String method) {
    return Optional.ofNullable(errors.get(method));
  }

  Duration delay(String method) {
    return delays.getOrDefault(method, Duration.ZERO);
  }

  boolean takeLostAnswer(String method) {
    AtomicInteger left = loseAnswers.get(method);
    return left != null && left.getAndDecrement() > 0;
  }

  boolean takeDuplicate() {
    return duplicates.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }
}
