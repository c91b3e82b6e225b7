package dev.drydock.bot.slack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words after {@code /migrate}. */
enum Verb {
  START("APP VERSION", "ask for a run; the word `start` can be left out"),
  PLAN("APP VERSION", "show what would happen; touches nothing"),
  STATUS("[RUN]", "where a run stands, or the open and latest ones"),
  APPROVE("RUN CODE", "say yes at the gate; the code stands on the card"),
  REJECT("RUN [CODE] REASON", "say no at the gate"),
  ABORT(
      "RUN REASON",
      "stop a run before its point of no return; everything is put back. Who asked for it may,"
          + " its operators and approvers"),
  RESUME(
      "RUN",
      "try a failed way back again, once its cause is mended. Its operators and approvers may"),
  HELP("[WORD]", "this list, or more about a word");

  private final String usage;
  private final String does;

  Verb(String usage, String does) {
    this.usage = usage;
    this.does = does;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As typed: {@code /migrate approve RUN CODE}. */
  String usage() {
    return "/migrate " + (this == START ? "" : word() + " ") + usage;
  }

  String does() {
    return does;
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Verb::word).toList();
  }

  /** {@code migrate} and {@code list} are understood too. */
  static Optional<Verb> of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "migrate" -> Optional.of(START);
      case "list" -> Optional.of(STATUS);
      default -> Arrays.stream(values()).filter(v -> v.word().equalsIgnoreCase(word)).findFirst();
    };
  }
}
