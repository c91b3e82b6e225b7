package dev.drydock.bot.cli;

import dev.drydock.workflows.book.Entry;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "The runs, newest first. Times are UTC.")
final class ListCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;
  @Spec private CommandSpec spec;
  @Mixin private RunFilter filter;

  @Option(names = "--open", description = "Only those that are going on, oldest first.")
  private boolean open;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--csv", description = "Print CSV, for a spreadsheet.")
  private boolean csv;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw wrong("--limit " + limit + ": that shows nothing; 1 or more.");
    }
    if (csv && root.json()) {
      throw wrong("--csv or --json, not both.");
    }
    Found found = find(root.desk().book());
    if (csv) {
      root.print(RunCsv.lines(found.shown()));
    } else {
      show(root, found.shown(), none());
    }
    if (found.all() > found.shown().size()) {
      tellCut(found);
    }
    return Exit.DONE.code();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private String none() {
    if (!filter.isAny()) {
      return "No such run.";
    }
    return open ? "No run is going on." : "There is no run yet.";
  }

  /** Beside what programs read, below what people read. */
  private void tellCut(Found found) {
    String cut =
        found.shown().size() + " of " + found.all() + " shown; --limit " + found.all() + " for all";
    if (csv || root.json()) {
      root.tell(cut);
    } else {
      root.print(List.of(cut));
    }
  }

  private Found find(RunBook book) {
    if (open) {
      List<RunView> all = book.open().stream().filter(filter::has).toList();
      return new Found(all.stream().limit(limit).toList(), all.size());
    }
    return filter.isAny() ? new Found(book.recent(limit), book.entries().size()) : filtered(book);
  }

  /** Stories are read one by one, and only where they are shown or asked: there may be many. */
  private Found filtered(RunBook book) {
    List<RunView> shown = new ArrayList<>();
    int all = 0;
    for (Entry entry : book.entries().stream().filter(filter::has).toList()) {
      boolean isShown = shown.size() < limit;
      Optional<RunView> run =
          isShown || filter.asksTheStory()
              ? book.find(entry.run()).filter(filter::has)
              : Optional.empty();
      all += run.isPresent() || !filter.asksTheStory() ? 1 : 0;
      run.filter(any -> isShown).ifPresent(shown::add);
    }
    return new Found(shown, all);
  }

  /**
   * @param all how many there are
   */
  private record Found(List<RunView> shown, int all) {}

  static int show(DrydockCommand root, List<RunView> runs, String none) {
    RunText text = new RunText(root.paint());
    root.print(
        runs,
        runs.isEmpty()
            ? List.of(none)
            : Stream.concat(Stream.of(text.head()), runs.stream().map(text::line)).toList());
    return Exit.DONE.code();
  }
}
