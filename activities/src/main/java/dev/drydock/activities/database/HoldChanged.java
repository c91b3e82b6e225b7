package dev.drydock.activities.database;

import java.util.Optional;

/**
 * What a person was shown to hold something does so no more, and another does: it is left alone.
 */
public final class HoldChanged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what is held
   * @param now who holds it; empty where nobody does for the moment
   */
  public HoldChanged(String what, Optional<Fences.Hold> now) {
    super(
        what
            + " is no longer held by what you were shown, but by "
            + now.map(Fences.Hold::words).orElse("nobody")
            + "; it was left alone");
  }
}
