package dev.drydock.activities.database;

/**
 * A database server does not answer. Before anything was asked that is a reason to refuse; later it
 * is waited for.
 */
public final class Unreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code message} names the server. */
  public Unreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
