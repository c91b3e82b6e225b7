package dev.drydock.bot.desk;

import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.book.RunView;
import java.util.List;

/**
 * One way on where a run needs an operator.
 *
 * @param does what comes of it
 * @param command to copy into a terminal
 */
public record WayOn(String does, String command) {

  /** Those that the run offers; empty where it needs nobody. */
  public static List<WayOn> of(RunView view) {
    return view.need() == null
        ? List.of()
        : view.need().goOn().stream().map(command -> of(view, command)).toList();
  }

  private static WayOn of(RunView view, String command) {
    if (command.endsWith(OperatorNeed.KEEP_NEW)) {
      String nothingLost = isChoice(view.need()) ? "; nothing is lost" : "";
      return new WayOn(
          "Keep " + view.request().version() + nothingLost + "; mend first why it failed", command);
    }
    if (command.contains(OperatorNeed.DISCARD)) {
      return new WayOn("Go back to " + old(view) + " and LOSE the rows above", command);
    }
    return new WayOn("Mend the cause, then try again", command);
  }

  /** True where nothing is broken: rows are kept, or lost. */
  public static boolean isChoice(OperatorNeed need) {
    return need.goOn().stream().anyMatch(command -> command.contains(OperatorNeed.DISCARD));
  }

  private static String old(RunView view) {
    return view.plan() == null ? "the old version" : view.plan().fromVersion();
  }
}
