package dev.drydock.bot.cli;

import dev.drydock.workflows.book.RunView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "list", description = "The runs, newest first.")
final class ListCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Option(names = "--open", description = "Only those that are going on, oldest first.")
  private boolean open;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    List<RunView> runs =
        open
            ? root.desk().book().open().stream().limit(limit).toList()
            : root.desk().book().recent(limit);
    return show(root, runs, open ? "No run is going on." : "There is no run yet.");
  }

  static int show(DrydockCommand root, List<RunView> runs, String none) {
    RunText text = new RunText(root.paint());
    root.print(runs, runs.isEmpty() ? List.of(none) : runs.stream().map(text::line).toList());
    return Exit.DONE.code();
  }
}
