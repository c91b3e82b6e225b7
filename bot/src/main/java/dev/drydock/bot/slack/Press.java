package dev.drydock.bot.slack;

import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a button stands for: it holds for one run, one Temporal execution and one digest, and is
 * compared with the run as it is when pressed.
 *
 * @param digest of the gate, or {@code -} where there is none
 */
record Press(String run, String execution, String digest) {
  static final String APPROVE = "approve";
  static final String REJECT = "reject";
  static final String ABORT = "abort";
  static final String SQL = "sql";
  private static final String NO_DIGEST = "-";
  private static final Pattern FIELD = Pattern.compile("[^|\\s]{1,300}");

  static Press of(RunView view) {
    return new Press(
        view.run(),
        view.openGate().map(GateView::execution).orElse(view.execution()),
        view.openGate().map(GateView::digest).orElse(NO_DIGEST));
  }

  String value() {
    return run + "|" + execution + "|" + digest;
  }

  static Optional<Press> read(String value) {
    String[] fields = value == null ? new String[0] : value.split("\\|", -1);
    if (fields.length != 3) {
      return Optional.empty();
    }
    for (String field : fields) {
      if (!FIELD.matcher(field).matches()) {
        return Optional.empty();
      }
    }
    return Optional.of(new Press(fields[0], fields[1], fields[2]));
  }

  /** True while the run's open gate is the one this button was drawn for. */
  boolean isFor(GateView gate) {
    return gate.execution().equals(execution) && gate.digest().equals(digest);
  }
}
