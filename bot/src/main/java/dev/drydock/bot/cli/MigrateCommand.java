package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Desk;
import dev.drydock.workflows.book.RunView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "migrate",
    description = "Start a run: bring APP to VERSION, or put everything back.")
final class MigrateCommand implements Callable<Integer> {
  private static final Duration LEDGER_WAIT = Duration.ofSeconds(10);
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "APP", description = "As under apps: in drydock.yaml.")
  private String app;

  @Parameters(index = "1", paramLabel = "VERSION", description = "The image's tag.")
  private String version;

  @Option(
      names = {"-w", "--watch"},
      description = "Follow the run to its end; Ctrl-C leaves it going.")
  private boolean watch;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Print the plan and touch nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws InterruptedException {
    Desk desk = root.desk();
    if (dryRun) {
      return PlanCommand.show(root, app, version, false);
    }
    String execution = desk.start(app, version, root.caller(), null);
    Optional<RunView> opened = await(desk, execution);
    if (opened.isEmpty()) {
      root.print(
          new Started(null, execution),
          List.of(
              "Asked for " + app + " " + version + ". No worker has taken it up yet.",
              "Look: drydock doctor"));
      return Exit.DONE.code();
    }
    String run = opened.get().run();
    if (watch) {
      return new Watch(root, Clock.systemUTC()).follow(run);
    }
    root.print(
        new Started(run, execution),
        List.of("Run " + run + " begins.", "Follow it: drydock status " + run + " --watch"));
    return Exit.DONE.code();
  }

  private static Optional<RunView> await(Desk desk, String execution) throws InterruptedException {
    Instant end = Instant.now().plus(LEDGER_WAIT);
    Optional<RunView> found = desk.book().byExecution(execution);
    while (found.isEmpty() && Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(100);
      found = desk.book().byExecution(execution);
    }
    return found;
  }

  /**
   * @param run null while no worker has opened it
   */
  record Started(String run, String execution) {}
}
