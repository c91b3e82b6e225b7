package dev.drydock.workflows.book;

import dev.drydock.workflows.Decision;
import dev.drydock.workflows.GatePolicy;
import java.time.Instant;
import java.util.List;

/**
 * One gate as it stands.
 *
 * @param execution Temporal run id that a decision must name
 * @param digest what a decision must name
 * @param decisions that counted, in order
 * @param verdict {@code approved}, {@code rejected}, {@code expired}; null while it waits
 */
public record GateView(
    String execution,
    GatePolicy policy,
    String digest,
    Instant openedAt,
    Instant expiresAt,
    List<String> evidence,
    List<Decision> decisions,
    String verdict) {

  /** Distinct people who approved. */
  public List<String> approvedBy() {
    return decisions.stream().filter(Decision::approve).map(Decision::actor).distinct().toList();
  }
}
