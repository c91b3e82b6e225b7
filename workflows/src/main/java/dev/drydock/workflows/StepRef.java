package dev.drydock.workflows;

/**
 * Which deed of which run: the first argument of every activity, and the key under which an effect
 * is repeated safely.
 *
 * @param undo true for the way back
 */
public record StepRef(String run, String app, Step step, boolean undo) {
  /** {@code keeper-41/upgrade}: stable over attempts, operator retries and resets. */
  public String key() {
    return run + "/" + (undo ? "undo-" : "") + step.key();
  }
}
