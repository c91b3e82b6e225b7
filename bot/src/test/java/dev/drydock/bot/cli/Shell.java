package dev.drydock.bot.cli;

import dev.drydock.bot.Role;
import dev.drydock.bot.cli.doctor.Check;
import dev.drydock.bot.cli.setup.Settled;
import dev.drydock.bot.cli.setup.Wish;
import dev.drydock.bot.desk.Caller;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Membership;
import dev.drydock.bot.desk.Refused;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/** Runs the command line as a shell would, on a desk in memory. */
final class Shell {
  static final String CONFIG = "../docs/examples/drydock.yaml";
  final FakeDesk desk = new FakeDesk();
  final List<Check> checks = new ArrayList<>();
  final Map<String, String> environment = new HashMap<>(Map.of("DRYDOCK_CONFIG", CONFIG));
  String login = "ben";
  boolean onTerminal;
  String typed = "";
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  final List<KeptBackup> backups = new ArrayList<>();
  final List<Settled> settled = new ArrayList<>();
  final List<Office.Hold> holds = new ArrayList<>();
  final List<String> byHand = new ArrayList<>();

  /** What others do between a look at the holds and what is done about them. */
  Runnable meanwhile = () -> {};

  Wish wished;
  Membership membership = Membership.none("");

  int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return Cli.run(terminal(), settings -> office(), List.of(), args);
  }

  /** The same, of somebody who waits that long for a worker. */
  int migrate(Duration patience, String... args) {
    out = new StringWriter();
    err = new StringWriter();
    DrydockCommand root = new DrydockCommand(terminal(), settings -> office());
    return new CommandLine(root).addSubcommand(new MigrateCommand(patience)).execute(args);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  Terminal terminal() {
    return new Terminal(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        new BufferedReader(new StringReader(typed)),
        onTerminal,
        onTerminal,
        environment,
        login);
  }

  /** The ledger has the desk's one run. */
  private boolean isRecorded(Caller by, String deed, String run) {
    byHand.add(deed + " " + run + " by " + by.person());
    return desk.book.find(run).isPresent();
  }

  private Office office() {
    return new Office() {
      @Override
      public Desk desk() {
        return desk;
      }

      @Override
      public Membership membership(String person, Collection<String> groups) {
        return membership;
      }

      @Override
      public List<Check> checks(String app, Set<Role> roles) {
        return checks;
      }

      @Override
      public String rights(String app, String account) {
        return "kind: List # " + app + " " + account + "\n";
      }

      @Override
      public List<KeptBackup> backups(String app) {
        return backups;
      }

      @Override
      public Dropped dropBackup(String app, KeptBackup shown, Caller by) {
        boolean isRecorded = isRecorded(by, "drop", shown.run());
        return new Dropped(backups.remove(shown), isRecorded);
      }

      @Override
      public List<Settled> setup(Wish wish) {
        wished = wish;
        return settled;
      }

      @Override
      public List<Hold> held(String app) {
        return List.copyOf(holds);
      }

      @Override
      public List<Hold> unfence(String app, List<Hold> shown, Caller by) {
        meanwhile.run();
        List<Hold> unrecorded =
            shown.stream().filter(hold -> !isRecorded(by, "unfence", hold.run())).toList();
        for (Hold hold : shown) {
          if (!holds.remove(hold)) {
            throw new Refused(hold.which() + " is held by another", "unfence " + app);
          }
        }
        return unrecorded;
      }

      @Override
      public void close() {}
    };
  }
}
