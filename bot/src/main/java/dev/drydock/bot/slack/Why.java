package dev.drydock.bot.slack;

import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.Said;
import java.util.Optional;

/** Why a run did not go on: a person's word with the person's name, or a cause as it was told. */
final class Why {
  private Why() {}

  /**
   * @param cause of the run, as the ledger has it
   * @param most letters of its text, and again of what follows it
   */
  static String of(RunView view, Names names, String cause, int most) {
    Optional<Said> said = Said.of(view);
    return said.map(word -> said(word, names, most)).orElseGet(() -> told(cause, most));
  }

  private static String said(Said said, Names names, int most) {
    String reason = said.reason().isBlank() ? "" : ": " + Words.said(said.reason(), most);
    return names.of(said.person()) + " " + said.did() + reason;
  }

  /** The first line as text; what follows, such as a Role's YAML, as it stands, to be copied. */
  static String told(String cause, int most) {
    String text = cause == null ? "" : cause.strip();
    int end = text.indexOf('\n');
    return end < 0
        ? Words.said(text, most)
        : Words.said(text.substring(0, end), most)
            + "\n"
            + Words.codeBlock(text.substring(end + 1).stripIndent(), most);
  }

  /** In one line, for a notification. */
  static String brief(RunView view, Names names, String cause) {
    return sentence(of(view, names, cause, 300).lines().findFirst().orElse(""));
  }

  /** With a full stop, unless it ends with something like it. */
  static String sentence(String text) {
    return text.isEmpty() || text.matches("(?s).*([.!?:…]|```)") ? text : text + ".";
  }
}
