package dev.drydock.bot.desk;

/**
 * Said no to a person.
 *
 * <p>The message says in one line what is wrong; {@link #instead()} what would be right, as a
 * command to copy, without {@code /migrate} or {@code drydock} before it, or empty when there is
 * none.
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String instead;
  private final Kind kind;

  /** What the person can do about it. */
  public enum Kind {
    /** What was asked for is not possible now. */
    NO,
    /** There is no such thing: another word has to be typed. */
    WRONG,
    /** A server did not answer: the same can be asked again. */
    UNREACHABLE
  }

  public Refused(String message, String instead) {
    this(Kind.NO, message, instead);
  }

  public Refused(Kind kind, String message, String instead) {
    super(message);
    this.kind = kind;
    this.instead = instead;
  }

  public Kind kind() {
    return kind;
  }

  public String instead() {
    return instead;
  }
}
