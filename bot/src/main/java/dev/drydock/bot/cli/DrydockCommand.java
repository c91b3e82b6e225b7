package dev.drydock.bot.cli;

import dev.drydock.bot.NotReady;
import dev.drydock.bot.config.ConfigFile;
import dev.drydock.bot.config.Settings;
import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Membership;
import dev.drydock.bot.desk.Nearest;
import dev.drydock.bot.desk.People;
import dev.drydock.bot.desk.Refused;
import dev.drydock.bot.desk.Rights;
import dev.drydock.bot.desk.ShellWord;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.Apps;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code drydock} itself: the options all commands share, and what they open with them. */
@Command(
    name = "drydock",
    description = "Takes an app out of the water, migrates its database, and refloats it.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    footer = {
      "",
      "Who you are is the name you are logged in by, or where there is none, as in a pod, what DRYDOCK_LOGIN says, "
          + "looked up under people: in the configuration. That is a courtesy, not a lock: whoever can reach Temporal can claim "
          + "to be anybody, so who may reach it is what has to be guarded."
    })
public final class DrydockCommand implements Runnable, AutoCloseable {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Default: $DRYDOCK_CONFIG, else ./drydock.yaml.")
  private Path config;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON, for programs.")
  private boolean json;

  @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Also: NO_COLOR.")
  private boolean noColor;

  @Option(
      names = "--as",
      paramLabel = "PERSON",
      scope = ScopeType.INHERIT,
      description = "Speak as this person; only where cli.allowAs is true.")
  private String as;

  @Spec private CommandSpec spec;

  private final Terminal terminal;
  private final Office.Opener opener;
  private Settings settings;
  private Office office;
  private int columns;

  public DrydockCommand(Terminal terminal, Office.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  public Terminal terminal() {
    return terminal;
  }

  public boolean json() {
    return json;
  }

  /**
   * @param command that names the app next
   * @throws Refused with the nearest name
   */
  void requireApp(String app, String command) {
    Apps apps = settings().drydock().apps();
    if (apps.find(app).isEmpty()) {
      throw new Refused(
          Refused.Kind.WRONG,
          "There is no app \"" + app + "\".",
          Nearest.to(app, apps.names()).map(near -> command + " " + near).orElse(""));
    }
  }

  /** Read when first asked for. */
  public Settings settings() {
    if (settings == null) {
      settings = ConfigFile.load(ConfigFile.find(config, terminal.environment()));
    }
    return settings;
  }

  Office office() {
    if (office == null) {
      office = opener.open(settings());
    }
    return office;
  }

  Desk desk() {
    return office().desk();
  }

  /**
   * @throws NotReady nobody can tell who types
   */
  Caller caller() {
    return new Caller(person(), List.of(), Source.CLI);
  }

  /** Who only looks; that may be anybody, where the app does not say who may ask. */
  Caller onlooker(String app) {
    boolean isNobody = as == null && terminal.typist(settings().cli().allowAs()).isEmpty();
    return requesters(app).isEmpty() && isNobody
        ? new Caller("cli:?", List.of(), Source.CLI)
        : requester(app);
  }

  /** With the groups whose members may ask. */
  Caller requester(String app) {
    return requesters(app).map(this::callerAmong).orElseGet(this::caller);
  }

  private Optional<Listed> requesters(String app) {
    return settings().drydock().apps().find(app).map(named -> named.request().requesters());
  }

  /**
   * Before anything is changed or asked.
   *
   * @throws NotReady nobody can tell who types
   */
  void requirePerson() {
    person();
  }

  /** With the groups that count at the run's gate. */
  Caller callerAtGate(RunView view) {
    return view.openGate()
        .map(gate -> callerAmong(gate.policy().approvers()))
        .orElseGet(this::caller);
  }

  /** With the groups whose members may act on the run. */
  Caller operator(RunView view) {
    return callerAmong(Rights.operators(view, desk().apps()));
  }

  /** With the groups that count, where somebody is not named in person. */
  private Caller callerAmong(Listed named) {
    String person = person();
    if (named.groups().isEmpty() || named.people().contains(person)) {
      return caller();
    }
    Membership found = office().membership(person, named.groups());
    if (!found.trouble().isEmpty()) {
      tell(found.trouble());
    }
    return new Caller(person, found.groups(), Source.CLI);
  }

  Paint paint() {
    return new Paint(terminal.colors() && !noColor && !json);
  }

  /** How many letters fit into a row; found out once. */
  int columns() {
    if (columns == 0) {
      String told = terminal.environment().getOrDefault("COLUMNS", "");
      boolean isTold = told.matches("[1-9][0-9]{0,3}");
      columns = isTold ? Integer.parseInt(told) : spec.usageMessage().width();
    }
    return columns;
  }

  /** What others wrote into the lines does not draw on the terminal. */
  void print(List<String> lines) {
    lines.forEach(text -> print(terminal.out(), text, paint().on()));
    terminal.out().flush();
  }

  /** The value as JSON, or else the lines. */
  void print(Object value, List<String> lines) {
    if (json) {
      printBytes(Json.pretty(value) + "\n");
    } else {
      print(lines);
    }
  }

  /** As it is, for a program; a person sees the same without what would draw on the terminal. */
  void printBytes(String text) {
    if (terminal.draws()) {
      print(terminal.out(), text.stripTrailing(), false);
    } else {
      terminal.out().print(text);
    }
    terminal.out().flush();
  }

  /** Beside what was asked for: errors, and why it takes long. */
  void tell(String text) {
    print(terminal.err(), text, paint().on());
  }

  private static void print(PrintWriter to, String text, boolean colors) {
    for (String line : text.split("\n", -1)) {
      to.println(Row.clean(line, colors));
    }
  }

  @Override
  public void close() {
    if (office != null) {
      office.close();
    }
  }

  private String person() {
    if (as == null) {
      return new People(settings().drydock().people())
          .ofLogin(terminal.typist(settings().cli().allowAs()).orElseThrow(this::nobody));
    }
    if (!settings().cli().allowAs()) {
      throw new ParameterException(
          spec.commandLine(),
          "--as is not allowed here: drydock.yaml says no cli: {allowAs: true}");
    }
    if (!settings().drydock().people().containsKey(as)) {
      throw new ParameterException(
          spec.commandLine(), "--as " + as + ": there is no such person under people:");
    }
    return as;
  }

  /** With what was typed, for a shell and for {@code kubectl exec}. */
  private NotReady nobody() {
    String typed =
        spec.commandLine().getParseResult().originalArgs().stream()
            .map(ShellWord::of)
            .collect(Collectors.joining(" "));
    return new NotReady(
        "This machine does not say who you are: set " + Terminal.LOGIN,
        "env " + Terminal.LOGIN + "=YOUR-LOGIN drydock " + typed);
  }
}
