package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Refused;
import dev.drydock.bot.desk.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "backups",
    description = "What runs of an app left: dumps, sealed copies, failed databases.",
    footer = {
      "",
      "Needs what the activity worker has: the database's password, the backups' keys. In a cluster:",
      "  kubectl -n drydock exec deploy/drydock-activity -- drydock backups APP"
    })
final class BackupsCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "APP", description = "Its name in drydock.yaml.")
  private String app;

  @Option(
      names = "--drop",
      paramLabel = "NAME",
      description = "Remove this one for good, before its time.")
  private String drop;

  @Option(names = "--yes", description = "Yes, remove it; without it nobody is asked.")
  private boolean yes;

  @Override
  public Integer call() {
    root.requireApp(app, "backups");
    if (drop != null && yes) {
      root.requirePerson();
    }
    List<KeptBackup> all = root.office().backups(app);
    if (drop != null) {
      return drop(all);
    }
    root.print(all, all.isEmpty() ? List.of("Nothing is kept for " + app + ".") : lines(all));
    return Exit.DONE.code();
  }

  private int drop(List<KeptBackup> all) {
    KeptBackup one =
        all.stream()
            .filter(kept -> kept.name().equals(drop))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refused(
                        Refused.Kind.WRONG,
                        "Nothing of that name is kept for " + app + ": " + drop,
                        "backups " + app));
    requireUnused(one);
    if (!yes) {
      root.print(List.of(line(one)));
      throw new Refused(
          "It would be gone for good, and with it a way back.", ShellWord.drop(app, one.name()));
    }
    Office.Dropped dropped = root.office().dropBackup(app, one, root.caller());
    if (!dropped.isRecorded()) {
      root.tell(one.name() + ": this is not recorded, as this ledger has no run " + one.run());
    }
    String done = dropped.wasThere() ? " is dropped." : " was gone already.";
    root.print(one, List.of(one.name() + done));
    return Exit.DONE.code();
  }

  /** A run that is open may yet go back by what it made; also one that waits for an operator. */
  private void requireUnused(KeptBackup one) {
    boolean isOpen =
        root.desk().book().open().stream().anyMatch(view -> view.run().equals(one.run()));
    if (isOpen) {
      throw new Refused(
          one.name() + " belongs to " + one.run() + ", which is not over and may need it.",
          "status " + one.run());
    }
  }

  private List<String> lines(List<KeptBackup> all) {
    List<String> lines = new ArrayList<>();
    all.forEach(kept -> lines.add(line(kept)));
    lines.add(
        Words.count(all.size(), "thing")
            + ", "
            + Words.size(all.stream().mapToLong(KeptBackup::sizeBytes).sum())
            + "; what is over is removed after the next good run");
    return lines;
  }

  private static String line(KeptBackup kept) {
    return String.format(
        "%-6s  %-24s  %-12s  %8s  taken %s  until %s  %s",
        kept.kind(),
        kept.name(),
        kept.run(),
        Words.size(kept.sizeBytes()),
        kept.taken() == null ? "?" : Words.day(kept.taken()),
        kept.until() == null ? "pushed out by backup.keep" : Words.day(kept.until()),
        kept.location());
  }
}
