package dev.drydock.bot.cli;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.book.RunView;
import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of {@code drydock}, for scripts. */
public enum Exit {
  DONE(0, "done as asked; of a run: upgraded, or still going"),
  NOT_DONE(1, "said no, or the run was rolled back or not carried out"),
  WRONG(2, "wrong usage or configuration"),
  NEEDS_OPERATOR(3, "the run needs an operator"),
  UNREACHABLE(4, "Temporal or the ledger cannot be reached"),
  UNWELL(5, "doctor or audit found something wrong, or the run is a newer Drydock's"),
  FAULT(70, "a fault in Drydock itself");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }

  /** How a run stands. */
  public static Exit of(RunView run) {
    if (!run.isRead()) {
      return UNWELL;
    }
    if (run.state() == RunState.NEEDS_OPERATOR) {
      return NEEDS_OPERATOR;
    }
    return run.outcome().map(outcome -> outcome == Outcome.UPGRADED).orElse(true) ? DONE : NOT_DONE;
  }

  /** For {@code --help}. */
  static Map<String, String> help() {
    Map<String, String> help = new LinkedHashMap<>();
    for (Exit exit : values()) {
      help.put(" " + exit.code, exit.meaning);
    }
    return help;
  }
}
