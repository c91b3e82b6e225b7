package dev.drydock.bot;

/** A command does not begin: what is wrong, and what to type. */
public final class NotReady extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String mend;

  public NotReady(String message, String mend) {
    super(message);
    this.mend = mend;
  }

  public String mend() {
    return mend;
  }
}
