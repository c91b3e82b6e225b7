package dev.drydock.bot.cli;

import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;

/** The command line as a whole. */
public final class Cli {
  private Cli() {}

  /**
   * @param more commands that this process brings; those of other modules are found
   * @return an exit code: {@link Exit}
   */
  public static int run(
      Terminal terminal,
      Office.Opener opener,
      List<? extends Callable<Integer>> more,
      String... args) {
    try (DrydockCommand root = new DrydockCommand(terminal, opener)) {
      return commandLine(root, more).execute(args);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  static CommandLine commandLine(DrydockCommand root, List<? extends Callable<Integer>> more) {
    CommandLine line = new CommandLine(root);
    List.of(
            new MigrateCommand(),
            new ApproveCommand(),
            new RejectCommand(),
            new StatusCommand(),
            new ListCommand(),
            new PlanCommand(),
            new AbortCommand(),
            new ResumeCommand(),
            new UnfenceCommand(),
            new AuditCommand(),
            new BackupsCommand(),
            new SetupCommand(),
            new DoctorCommand(),
            new CompletionCommand())
        .forEach(line::addSubcommand);
    more.forEach(line::addSubcommand);
    ServiceLoader.load(Subcommand.class).forEach(line::addSubcommand);
    line.addSubcommand(new HelpCommand());
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(Exit.help());
    return line.setOut(root.terminal().out())
        .setErr(root.terminal().err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi(root.terminal())))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(root.terminal().draws())
        .setExitCodeExceptionMapper(e -> Exit.FAULT.code())
        .setParameterExceptionHandler(new Troubles(root)::usage)
        .setExecutionExceptionHandler(new Troubles(root)::execution);
  }

  private static Ansi ansi(Terminal terminal) {
    return terminal.colors() ? Ansi.ON : Ansi.OFF;
  }

  /** The script for a shell. */
  static String completion(CommandLine root) {
    return AutoComplete.bash("drydock", root);
  }
}
