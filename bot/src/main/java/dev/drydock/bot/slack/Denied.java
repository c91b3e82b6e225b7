package dev.drydock.bot.slack;

/** Slack took the call and said no: trying again alone does not help. */
final class Denied extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param error Slack's word: {@code message_not_found}
   */
  Denied(String error) {
    super(error);
  }
}
