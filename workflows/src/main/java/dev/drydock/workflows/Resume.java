package dev.drydock.workflows;

/**
 * Somebody says how to go on after an undo failed.
 *
 * @param keepNew false to try the undo again; true to bring the new version up again and keep it,
 *     which is possible where its take-down is what failed: the way out when it has accepted writes
 *     that a roll-back would lose
 * @param discard the code of what the person agrees to lose, {@code 7F3A-K2Q9}; null for nothing
 */
public record Resume(String run, String actor, Source source, boolean keepNew, String discard) {
  /** To try the undo again. */
  public Resume(String run, String actor, Source source) {
    this(run, actor, source, false, null);
  }
}
