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
    name = "reject",
    description = "Say no at a run's gate: the run ends, and where its app is down it is put back.")
final class RejectCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--digest",
      paramLabel = "CODE",
      description = "The gate's code as status shows it: 7F3A-K2Q9.")
  private String digest;

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
    String code = digest == null ? ApproveCommand.ask(root, view, "reject") : digest;
    Receipt receipt = root.desk().decide(view.run(), code, false, reason, root.callerAtGate(view));
    root.print(receipt, List.of(receipt.message()));
    return Exit.DONE.code();
  }
}
