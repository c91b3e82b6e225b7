package dev.drydock.workflows;

/**
 * Where a run stands: the value of the search attribute {@code DrydockState} until an {@link
 * Outcome} takes its place.
 */
public enum RunState {
  RUNNING,
  WAITING,
  ROLLING_BACK,
  /** An undo failed: the lock is held and a person has to act. */
  NEEDS_OPERATOR,
  CLOSED
}
