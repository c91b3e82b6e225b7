package dev.drydock.activities.kubernetes;

/**
 * Something in the cluster that waiting will not mend. The deed decides what it means for a run.
 */
public final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code message} says what is wrong and where, in words for the card. */
  public Trouble(String message) {
    super(message);
  }
}
