package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Desk;
import dev.drydock.workflows.book.Json;
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
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOKS_EVERY = Duration.ofMillis(100);
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

  private final Duration patience;
  private String trouble = "";

  MigrateCommand() {
    this(PATIENCE);
  }

  /**
   * @param patience after which it is told that nobody took the run up
   */
  MigrateCommand(Duration patience) {
    this.patience = patience;
  }

  @Override
  public Integer call() throws InterruptedException {
    Desk desk = root.desk();
    if (dryRun) {
      return PlanCommand.show(root, app, version, false);
    }
    String execution = desk.start(app, version, root.requester(app), null);
    tellAsked(execution);
    Optional<RunView> opened = await(desk, execution);
    if (opened.isEmpty()) {
      root.print(new Started(null, execution), notOpened());
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

  /** Before anything else can fail: by its execution the run is found in Temporal. */
  private void tellAsked(String execution) {
    if (!root.json()) {
      root.print(List.of("Asked for " + app + " " + version + ": execution " + execution + "."));
    } else if (watch) {
      root.tell(Json.write(new Started(null, execution)));
    }
  }

  /** Empty where nobody took it up in time; who watches waits on, and is told so once. */
  private Optional<RunView> await(Desk desk, String execution) throws InterruptedException {
    Instant end = Instant.now().plus(patience);
    Optional<RunView> found = look(desk, execution);
    while (found.isEmpty() && Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(LOOKS_EVERY.toMillis());
      found = look(desk, execution);
    }
    if (found.isEmpty() && watch) {
      notOpened().forEach(root::tell);
    }
    while (found.isEmpty() && watch) {
      TimeUnit.MILLISECONDS.sleep(LOOKS_EVERY.toMillis());
      found = look(desk, execution);
    }
    return found;
  }

  private Optional<RunView> look(Desk desk, String execution) {
    try {
      Optional<RunView> found = desk.book().byExecution(execution);
      trouble = "";
      return found;
    } catch (Unreachable away) {
      trouble = away.getMessage();
      return Optional.empty();
    }
  }

  private List<String> notOpened() {
    return List.of(
        trouble.isEmpty()
            ? "No worker has taken it up yet."
            : "Whether a worker has taken it up cannot be told: " + trouble,
        "Look: drydock doctor");
  }

  /**
   * @param run null while no worker has opened it
   */
  record Started(String run, String execution) {}
}
