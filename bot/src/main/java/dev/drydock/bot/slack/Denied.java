package dev.drydock.bot.slack;

import java.util.Set;

/** Slack took the call and said no: trying again at once does not help. */
final class Denied extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Set<String> FOR_GOOD =
      Set.of(
          "message_not_found",
          "thread_not_found",
          "cant_update_message",
          "edit_window_closed",
          "cannot_reply_to_message");

  private static final Set<String> TOO_MUCH =
      Set.of(
          "invalid_blocks",
          "invalid_blocks_format",
          "block_mismatch",
          "msg_blocks_too_long",
          "msg_too_long");

  private final Next next;

  /** What happens next. */
  enum Next {
    /** The message is gone, or nobody can change it any more: go on without it. */
    GIVE_UP,
    /** Slack does not take what is in it: say less. */
    SAY_LESS,
    /** Somebody has to let the bot in (a channel, a scope): try again later. */
    TRY_LATER
  }

  /**
   * @param method {@code chat.update}
   * @param error Slack's word: {@code message_not_found}
   */
  Denied(String method, String error) {
    super(method + ": " + error);
    this.next =
        FOR_GOOD.contains(error)
            ? Next.GIVE_UP
            : TOO_MUCH.contains(error) ? Next.SAY_LESS : Next.TRY_LATER;
  }

  Next next() {
    return next;
  }
}
