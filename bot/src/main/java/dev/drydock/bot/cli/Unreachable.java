package dev.drydock.bot.cli;

/** A server that a command needs does not answer. The message says which, and why. */
public final class Unreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
