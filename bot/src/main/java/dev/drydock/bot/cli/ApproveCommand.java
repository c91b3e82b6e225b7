package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "approve",
    description = {
      "Say yes at a run's gate.",
      "Without --digest: shows the evidence and asks you to type the gate's code."
    })
final class ApproveCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "RUN", description = "Its id, or an app's name.")
  private String run;

  @Option(
      names = "--digest",
      paramLabel = "CODE",
      description = "The gate's code as status shows it: 7F3A-K2Q9.")
  private String digest;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Stands in the ledger.")
  private String reason;

  @Override
  public Integer call() {
    root.requirePerson();
    RunView view = root.desk().known(run);
    String code = digest == null ? ask(root, view, "approve") : digest;
    Receipt receipt = root.desk().decide(view.run(), code, true, reason, root.callerAtGate(view));
    root.print(receipt, List.of(receipt.message()));
    return Exit.DONE.code();
  }

  /** Shows what stands at the gate; what is typed is the digest, so that it was read. */
  static String ask(DrydockCommand root, RunView view, String verb) {
    GateView gate =
        view.openGate()
            .orElseThrow(
                () ->
                    new Refused(
                        "Run " + view.run() + " is not waiting at a gate.",
                        "status " + view.run()));
    String code = Digest.code(gate.digest());
    if (!root.terminal().answers() || root.json()) {
      throw new Refused(
          Refused.Kind.WRONG,
          "Without a terminal the gate's code has to be given.",
          verb + " " + view.run() + " --digest CODE");
    }
    root.print(new RunText(root.paint()).lines(view, Instant.now()));
    String typed = root.terminal().ask("Type " + code + " to " + verb + ", nothing to leave it: ");
    if (typed == null || typed.isBlank()) {
      throw new Refused("Nothing was decided.", "status " + view.run());
    }
    return typed.strip();
  }
}
