package dev.drydock.workflows;

/**
 * Somebody says how to go on after an undo failed.
 *
 * @param keepNew false to try the undo again; true to bring the new version up again and keep it,
 *     which is possible where its take-down is what failed: the way out when it has accepted writes
 *     that a roll-back would lose
 */
public record Resume(String run, String actor, Source source, boolean keepNew) {
  /** To try the undo again. */
  public Resume(String run, String actor, Source source) {
    this(run, actor, source, false);
  }
}
