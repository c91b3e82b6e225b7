package dev.drydock.activities.database.store;

/**
 * A storage did not do what it was asked, in words for a person; trying again may help, unless
 * {@link #isForGood()}.
 */
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;

  StoreFailure(String message, boolean forGood, Throwable cause) {
    super(message, cause);
    this.forGood = forGood;
  }

  /** True where somebody has to change something first: a right, a name, room. */
  public boolean isForGood() {
    return forGood;
  }
}
