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

  public Refused(String message, String instead) {
    super(message);
    this.instead = instead;
  }

  public String instead() {
    return instead;
  }
}
