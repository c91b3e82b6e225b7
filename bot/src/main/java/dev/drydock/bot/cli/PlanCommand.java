package dev.drydock.bot.cli;

import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Plan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "plan", description = "Compute what a run would do, and touch nothing.")
final class PlanCommand implements Callable<Integer> {
  @ParentCommand private DrydockCommand root;

  @Parameters(index = "0", paramLabel = "APP", description = "As under apps: in drydock.yaml.")
  private String app;

  @Parameters(index = "1", paramLabel = "VERSION", description = "The image's tag.")
  private String version;

  @Option(names = "--sql", description = "Print the SQL that would run.")
  private boolean sql;

  @Override
  public Integer call() {
    return show(root, app, version, sql);
  }

  static int show(DrydockCommand root, String app, String version, boolean sql) {
    Plan plan = root.desk().plan(app, version, root.onlooker(app));
    List<String> lines = sql ? sql(root, plan) : PlanText.full(plan);
    root.print(plan, lines.stream().map(line -> Row.clean(line, false)).toList());
    return Exit.DONE.code();
  }

  private static List<String> sql(DrydockCommand root, Plan plan) {
    Artifact sql = plan.schema().sql();
    if (sql == null) {
      throw new Refused("There is no SQL: " + plan.schema().sqlAbsent(), "");
    }
    return root.desk()
        .book()
        .artifact(sql.digest())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
        .orElseThrow(() -> new Refused("The ledger does not hold the SQL.", ""));
  }
}
