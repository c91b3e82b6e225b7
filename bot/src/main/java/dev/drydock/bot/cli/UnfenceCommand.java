package dev.drydock.bot.cli;

import dev.drydock.bot.cli.Office.Hold;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * Takes away what a run that is no more left around a database: one whose ledger or Temporal was
 * lost. A run that goes on takes its fence down itself.
 */
@Command(
    name = "unfence",
    description = {
      "Show which run holds an app's database and its Deployment, and with --yes let go of what is"
          + " shown; what is held by another by then is left alone.",
      "For a run that is over for certain and could not do so itself: the database takes connections"
          + " again, with the settings that it had. Needs the database's password, as the activity"
          + " worker has it: kubectl exec deploy/drydock-activity -- drydock unfence APP."
    })
final class UnfenceCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "APP", description = "Its name in drydock.yaml.")
  private String app;

  @Option(
      names = {"-y", "--yes"},
      description = "Do it.")
  private boolean yes;

  @Override
  public Integer call() {
    root.requireApp(app, "unfence");
    if (yes) {
      root.requirePerson();
    }
    List<Hold> holds = root.office().held(app);
    if (holds.isEmpty()) {
      root.print(
          new Result(app, holds, false),
          List.of("Nobody holds " + app + ", its database or its Deployment."));
      return Exit.DONE.code();
    }
    // two apps may share a Deployment: one run that goes on is enough to leave both alone
    Optional<Hold> going = holds.stream().filter(Hold::isGoing).findFirst();
    if (going.isPresent()) {
      String run = going.get().run();
      return notDone(
          holds,
          "Run "
              + run
              + " is not over and takes its fence down itself. To end it: drydock abort "
              + run
              + " --reason TEXT; where it needs an operator: drydock resume "
              + run);
    }
    if (!yes) {
      return notDone(
          holds,
          "If what holds it is over for certain (its maintenance pod gone, nobody working on it):"
              + " drydock unfence "
              + app
              + " --yes");
    }
    for (Hold unrecorded : root.office().unfence(app, holds, root.caller())) {
      root.tell(unrecorded.which() + ": this is not recorded, as no run of this ledger held it");
    }
    root.print(
        new Result(app, holds, true),
        told(
            holds, "The database takes connections again, and nobody holds it or the Deployment."));
    return Exit.DONE.code();
  }

  private int notDone(List<Hold> holds, String what) {
    root.print(new Result(app, holds, false), told(holds, what));
    return Exit.NOT_DONE.code();
  }

  private static List<String> told(List<Hold> holds, String last) {
    return Stream.concat(holds.stream().map(hold -> hold.told() + "."), Stream.of(last)).toList();
  }

  /**
   * @param held what was seen; empty for nobody
   */
  record Result(String app, List<Hold> held, boolean done) {}
}
