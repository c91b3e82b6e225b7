package dev.drydock.bot.cli;

import dev.drydock.bot.cli.Office.Hold;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "Show which run holds an app's database, and with --yes let go of it.",
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
    Optional<Hold> hold = root.office().held(app);
    if (hold.isEmpty()) {
      root.print(
          new Result(app, null, false),
          List.of("Nobody holds " + app + ", its database or its Deployment."));
      return Exit.DONE.code();
    }
    String words = app + " is held by " + hold.get().words() + ".";
    if (hold.get().isGoing()) {
      String run = hold.get().run();
      root.print(
          new Result(app, hold.get(), false),
          List.of(
              words,
              "That run is not over and takes its fence down itself. To end it: drydock abort "
                  + run
                  + " --reason TEXT; where it needs an operator: drydock resume "
                  + run));
      return Exit.NOT_DONE.code();
    }
    if (!yes) {
      root.print(
          new Result(app, hold.get(), false),
          List.of(
              words,
              "If that run is over for certain (its maintenance pod gone, nobody working on it):"
                  + " drydock unfence "
                  + app
                  + " --yes"));
      return Exit.NOT_DONE.code();
    }
    root.office().unfence(app);
    root.print(
        new Result(app, hold.get(), true),
        List.of(words, "It takes connections again, and nobody holds it."));
    return Exit.DONE.code();
  }

  /**
   * @param held by whom it was; null for nobody
   */
  record Result(String app, Hold held, boolean done) {}
}
