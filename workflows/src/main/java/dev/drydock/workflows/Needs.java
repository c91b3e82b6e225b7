package dev.drydock.workflows;

import java.util.ArrayList;
import java.util.List;

/** What an operator is told when an undo failed. */
final class Needs {
  private Needs() {}

  static OperatorNeed of(
      String run, Plan plan, UndoStack.Failed failed, List<String> done, UndoStack undos) {
    List<String> soFar = new ArrayList<>(done);
    undos.undone().forEach(words -> soFar.add("undone: " + words));
    List<String> left = undos.words();
    String stopped = failed.entry().words();
    if (isChoice(failed)) {
      // it did take the new version down, and then found what that had written
      soFar.add("took " + plan.version() + " down");
      left = left.subList(1, left.size());
      stopped = "go back without losing what " + plan.version() + " wrote";
    }
    String[] deployment = plan.deployment().split("/", 2);
    DatabaseId database = plan.database();
    return new OperatorNeed(
        stopped,
        failed.cause(),
        soFar,
        List.copyOf(left),
        List.of(
            "drydock audit " + run,
            "kubectl -n " + deployment[0] + " get deployment,pods",
            "psql -h " + database.host() + " -p " + database.port() + " -l"),
        goOn(run, failed),
        failed.loss());
  }

  /** Nothing is broken: a person has to say whether rows are kept or lost. */
  private static boolean isChoice(UndoStack.Failed failed) {
    return !failed.discard().isEmpty();
  }

  private static List<String> goOn(String run, UndoStack.Failed failed) {
    String again = "drydock resume " + run;
    if (failed.entry().step() != Step.BRING_UP) {
      return List.of(again);
    }
    return isChoice(failed)
        ? List.of(again + OperatorNeed.KEEP_NEW, again + OperatorNeed.DISCARD + failed.discard())
        : List.of(again, again + OperatorNeed.KEEP_NEW);
  }
}
