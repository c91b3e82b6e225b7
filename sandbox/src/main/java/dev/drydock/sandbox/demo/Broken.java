package dev.drydock.sandbox.demo;

/** A promise that was not kept; the message says which and what was seen instead. */
public final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Broken(String message) {
    super(message);
  }
}
