package dev.drydock.bot.cli;

import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.book.RunView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "resume",
    description = {
      "Try the undo that failed again, once it was mended.",
      "For the operators and approvers of the run; --keep-new and --discard for one of them who did"
          + " not ask for it and is named under people: in the configuration."
    })
final class ResumeCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--keep-new",
      description =
          "Bring the new version up again and keep it, where rolling back would lose what it wrote.")
  private boolean keepNew;

  @Option(
      names = "--discard",
      paramLabel = "CODE",
      description =
          "Roll back although that loses what the new version wrote; the code names exactly which"
              + " rows, and stands on the card. They are kept in a file.")
  private String discard;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (keepNew && discard != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--keep-new keeps what was written, --discard loses it: one of them.");
    }
    root.requirePerson();
    RunView view = root.desk().known(run);
    Receipt receipt = root.desk().resume(view.run(), keepNew, discard, root.operator(view));
    root.print(receipt, List.of(receipt.message()));
    return Exit.DONE.code();
  }
}
