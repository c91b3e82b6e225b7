package dev.drydock.bot.slack;

/** What somebody typed after {@code /migrate}, understood. A null field was not typed. */
sealed interface Command {
  record Start(String app, String version) implements Command {}

  record Plan(String app, String version) implements Command {}

  record Status(String run) implements Command {}

  record Approve(String run, String code) implements Command {}

  record Reject(String run, String code, String reason) implements Command {}

  record Abort(String run, String reason) implements Command {}

  record Resume(String run) implements Command {}

  record Help(Verb verb) implements Command {}

  /**
   * Not understood; nothing is done.
   *
   * @param why one line
   * @param instead a command to copy, without {@code /migrate}
   */
  record Wrong(String why, String instead) implements Command {}
}
