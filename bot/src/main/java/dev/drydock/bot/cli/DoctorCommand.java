package dev.drydock.bot.cli;

import dev.drydock.bot.Role;
import dev.drydock.bot.cli.doctor.Check;
import dev.drydock.bot.cli.doctor.Finding;
import dev.drydock.bot.cli.doctor.Finding.Verdict;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "doctor",
    description = "Look at everything Drydock needs; say how to mend what is wrong.",
    footer = {
      "",
      "Rights are those of the account that asks. In a cluster ask as the activity worker:",
      "  kubectl -n drydock exec deploy/drydock-activity -- drydock doctor --roles activity"
    })
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "Only this app.")
  private String app;

  @Option(
      names = "--roles",
      split = ",",
      paramLabel = "ROLE",
      description = "Only what these need, any of ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Role> roles = new ArrayList<>();

  @ArgGroup(exclusive = false)
  private Rights rights;

  /** Instead of looking, print. */
  static final class Rights {
    @Option(
        names = "--rights",
        required = true,
        description =
            "Print only the Roles and RoleBindings that the apps need, for kubectl apply -f -")
    private boolean wanted;

    @Option(
        names = "--account",
        paramLabel = "NAMESPACE/NAME",
        description =
            "The ServiceAccount to bind them to, or user:NAME. Default: the ServiceAccount that asks.")
    private String account;
  }

  @Override
  public Integer call() {
    if (rights != null) {
      root.print(root.office().rights(app, rights.account).lines().toList());
      return Exit.DONE.code();
    }
    List<Finding> all = new ArrayList<>();
    all.add(Finding.ok("configuration", root.settings().file() + " is right"));
    for (Check check : root.office().checks(app, wanted())) {
      all.addAll(look(check));
    }
    boolean well = all.stream().noneMatch(finding -> finding.verdict() == Verdict.WRONG);
    List<String> lines = new ArrayList<>();
    all.forEach(finding -> lines.addAll(lines(finding)));
    lines.add(summary(all));
    root.print(new Health(well, all), lines);
    return well ? Exit.DONE.code() : Exit.UNWELL.code();
  }

  private Set<Role> wanted() {
    return roles.isEmpty() ? EnumSet.allOf(Role.class) : EnumSet.copyOf(roles);
  }

  private static List<Finding> look(Check check) {
    try {
      return check.look();
    } catch (RuntimeException e) {
      return List.of(Finding.wrong(check.name(), why(e), ""));
    }
  }

  /** A failure that is meant for people has a message beside what Temporal adds to it. */
  private static String why(RuntimeException failure) {
    return failure instanceof ApplicationFailure told
        ? told.getOriginalMessage()
        : String.valueOf(failure.getMessage());
  }

  private List<String> lines(Finding finding) {
    List<String> lines = new ArrayList<>();
    lines.add(mark(finding.verdict()) + "  " + finding.what() + ": " + finding.detail());
    finding.mend().lines().forEach(line -> lines.add("         " + line));
    return lines;
  }

  /** {@code 2 wrong, 5 notes}: many lines may have gone by. */
  private static String summary(List<Finding> all) {
    int wrong = count(all, Verdict.WRONG);
    String first = wrong == 0 ? "nothing" : String.valueOf(wrong);
    return first + " wrong, " + Words.count(count(all, Verdict.NOTE), "note");
  }

  private static int count(List<Finding> all, Verdict verdict) {
    return (int) all.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  private String mark(Verdict verdict) {
    return switch (verdict) {
      case OK -> root.paint().good("ok   ");
      case NOTE -> root.paint().waits("note ");
      case WRONG -> root.paint().bad("wrong");
    };
  }

  record Health(boolean well, List<Finding> findings) {}
}
