package dev.drydock.bot.cli;

import dev.drydock.workflows.Receipt;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "resume", description = "Try the undo that failed again, once it was mended.")
final class ResumeCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--keep-new",
      description =
          "Bring the new version up again and keep it, where rolling back would lose what it wrote.")
  private boolean keepNew;

  @Override
  public Integer call() {
    String id = root.desk().known(run).run();
    Receipt receipt = root.desk().resume(id, keepNew, root.caller());
    root.print(receipt, List.of(receipt.message()));
    return Exit.DONE.code();
  }
}
