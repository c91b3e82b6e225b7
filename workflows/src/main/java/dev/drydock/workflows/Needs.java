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
    String[] deployment = plan.deployment().split("/", 2);
    DatabaseId database = plan.database();
    return new OperatorNeed(
        failed.entry().words(),
        failed.cause(),
        soFar,
        undos.words(),
        List.of(
            "drydock audit " + run,
            "kubectl -n " + deployment[0] + " get deployment,pods",
            "psql -h " + database.host() + " -p " + database.port() + " -l"),
        goOn(run, failed));
  }

  private static List<String> goOn(String run, UndoStack.Failed failed) {
    String again = "drydock resume " + run;
    if (failed.entry().step() != Step.BRING_UP) {
      return List.of(again);
    }
    return failed.discard().isEmpty()
        ? List.of(again, again + " --keep-new")
        : List.of(again + " --keep-new", again + " --discard " + failed.discard());
  }
}
