package dev.drydock.bot.cli;

import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.cli.setup.Settled.State;
import dev.drydock.bot.cli.setup.Wish;
import dev.drydock.bot.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "setup",
    description = {
      "Make what Drydock needs on Temporal and in the ledger; safe to repeat.",
      "Temporal's namespace and search attributes, the ledger's tables. Nothing is removed, retyped"
          + " or shortened: what is there and wrong is told, with the commands that mend it."
    })
final class SetupCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what would be done and what is so already; change nothing.")
  private boolean dryRun;

  @Option(
      names = "--retention",
      paramLabel = "DURATION",
      converter = RetentionConverter.class,
      description =
          "How long Temporal remembers closed runs, 1d or more: 90d. Default for a new namespace:"
              + " 30d; one that is there is changed only if this is given, and never to less.")
  private Duration retention;

  @Override
  public Integer call() {
    List<Settled> all = root.office().setup(new Wish(dryRun, retention));
    boolean well = all.stream().noneMatch(Settled::isTrouble);
    root.print(new Result(well, all), all.stream().flatMap(one -> lines(one).stream()).toList());
    return exit(all).code();
  }

  private static Exit exit(List<Settled> all) {
    if (all.stream().anyMatch(one -> one.state() == State.AWAY)) {
      return Exit.UNREACHABLE;
    }
    return all.stream().anyMatch(Settled::isTrouble) ? Exit.NOT_DONE : Exit.DONE;
  }

  private List<String> lines(Settled one) {
    List<String> lines = new ArrayList<>();
    lines.add(mark(one.state()) + "  " + one.what() + ": " + one.detail());
    one.mend().lines().forEach(line -> lines.add("           " + line));
    return lines;
  }

  private String mark(State state) {
    return switch (state) {
      case SO -> root.paint().good("is so    ");
      case DONE -> root.paint().good("done     ");
      case WOULD -> root.paint().waits("would do ");
      case NOTE -> root.paint().waits("note     ");
      case FAILED, AWAY -> root.paint().bad("not done ");
    };
  }

  record Result(boolean well, List<Settled> settled) {}

  static final class RetentionConverter implements ITypeConverter<Duration> {
    private static final Duration SHORTEST = Duration.ofDays(1);

    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .filter(found -> found.compareTo(SHORTEST) >= 0)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "\"" + text + "\" is no duration of a day or more, like 30d or 90d"));
    }
  }
}
