package dev.drydock.bot.cli;

import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.book.RunView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "abort",
    description = {
      "Stop a run before its point of no return; everything done is put back.",
      "For who asked for it, and for its operators and approvers."
    })
final class AbortCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Stands in the ledger.")
  private String reason;

  @Override
  public Integer call() {
    root.requirePerson();
    RunView view = root.desk().known(run);
    Receipt receipt = root.desk().abort(view.run(), reason, root.operator(view));
    root.print(receipt, List.of(receipt.message()));
    return Exit.DONE.code();
  }
}
