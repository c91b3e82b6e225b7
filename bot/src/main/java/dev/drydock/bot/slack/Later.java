package dev.drydock.bot.slack;

import java.time.Duration;

/** Slack cannot take it now: try again after a while. */
final class Later extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Duration after;

  /**
   * @param after null where the one who tries may choose
   */
  Later(Duration after, String why) {
    super(why, null, false, false);
    this.after = after;
  }

  Duration after() {
    return after;
  }
}
