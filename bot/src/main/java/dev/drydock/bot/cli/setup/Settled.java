package dev.drydock.bot.cli.setup;

/**
 * One thing that {@code drydock setup} saw to.
 *
 * @param what it is about
 * @param detail what is so now, or why not; without secrets
 * @param mend what a person has to do or to copy; empty when nothing is needed
 */
public record Settled(State state, String what, String detail, String mend) {
  /** How it stands. */
  public enum State {
    /** Was so already. */
    SO,
    /** Is so now, and was not before. */
    DONE,
    /** Would be made so; nothing was done. */
    WOULD,
    /** Worth reading; nothing is wrong. */
    NOTE,
    /** Could not be done: somebody has to do something first. */
    FAILED,
    /** The server could not be reached. */
    AWAY
  }

  public static Settled so(String what, String detail) {
    return new Settled(State.SO, what, detail, "");
  }

  public static Settled done(String what, String detail) {
    return new Settled(State.DONE, what, detail, "");
  }

  public static Settled would(String what, String detail) {
    return new Settled(State.WOULD, what, detail, "");
  }

  public static Settled note(String what, String detail, String mend) {
    return new Settled(State.NOTE, what, detail, mend);
  }

  public static Settled failed(String what, String detail, String mend) {
    return new Settled(State.FAILED, what, detail, mend);
  }

  public static Settled away(String what, String detail) {
    return new Settled(State.AWAY, what, detail, "");
  }

  public boolean isTrouble() {
    return state == State.FAILED || state == State.AWAY;
  }
}
