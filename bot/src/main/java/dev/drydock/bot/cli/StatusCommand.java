package dev.drydock.bot.cli;

import dev.drydock.workflows.book.RunView;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "status", description = "Where a run stands; without RUN, those that are going on.")
final class StatusCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN",
      description = "Its id, or an app's name for its newest.")
  private String run;

  @Option(
      names = {"-w", "--watch"},
      description = "Follow the run to its end; Ctrl-C leaves it going.")
  private boolean watch;

  @Override
  public Integer call() {
    if (run == null) {
      return ListCommand.show(root, root.desk().book().open(), "No run is going on.");
    }
    RunView view = root.desk().known(run);
    if (watch) {
      return new Watch(root, Clock.systemUTC()).follow(view.run());
    }
    List<String> lines = new RunText(root.paint()).lines(view, Clock.systemUTC().instant());
    root.print(view, lines);
    return Exit.of(view).code();
  }
}
