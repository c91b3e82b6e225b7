package dev.drydock.activities.schema;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Liquibase 4. A revision is the id of a changeset: the database's is the last one executed, the
 * image's is the last one of its changelog. What runs is counted, so that no changeset beyond the
 * planned ones does.
 */
final class Liquibase implements SchemaTool {
  private static final Pattern PENDING = Pattern.compile("(\\S.*?)::(.+?)::(.+)");
  private static final String LOCK = "databasechangeloglock";

  private final List<String> command;
  private final String log;

  Liquibase(SchemaConfig config) {
    this.command = config.command().isEmpty() ? List.of("liquibase") : config.command();
    this.log = config.versionTable() == null ? "databasechangelog" : config.versionTable();
  }

  @Override
  public String name() {
    return "liquibase";
  }

  @Override
  public List<String> targetCommand() {
    return call("status", "--verbose");
  }

  @Override
  public String target(ToolOutput answer, String current) {
    List<Change> pending = pending(answer, current, "");
    return pending.isEmpty() ? current : pending.get(pending.size() - 1).id();
  }

  @Override
  public Optional<List<String>> pendingCommand(String current, String target) {
    return Optional.of(targetCommand());
  }

  @Override
  public List<Change> pending(ToolOutput answer, String current, String target) {
    answer.requireSuccess();
    return answer.lines().stream()
        .map(PENDING::matcher)
        .filter(Matcher::matches)
        .map(found -> new Change(found.group(2), found.group(1) + " by " + found.group(3)))
        .toList();
  }

  @Override
  public Optional<List<String>> sqlCommand(String current, String target, int pendingCount) {
    return pendingCount == 0
        ? Optional.empty()
        : Optional.of(call("update-count-sql", "--count=" + pendingCount));
  }

  /** Bookkeeping and the header are left out: they hold the time and the host of the call. */
  @Override
  public String sql(ToolOutput answer) {
    StringBuilder kept = new StringBuilder();
    for (String line : answer.stdout().split("\n", -1)) {
      String lower = line.toLowerCase(Locale.ROOT);
      boolean header = lower.matches("-- (ran at|against|liquibase version|\\*{5}).*");
      if (!header && !(lower.contains("databasechangelog") && !lower.startsWith("--"))) {
        kept.append(line.stripTrailing()).append('\n');
      }
    }
    return kept.toString().replaceAll("\n{3,}", "\n\n").strip() + "\n";
  }

  @Override
  public List<String> upgradeCommand(SchemaPlan plan) {
    return plan.pendingCount() == 0
        ? targetCommand()
        : call("update-count", "--count=" + plan.pendingCount());
  }

  @Override
  public void requireUnlocked(VersionTable table) {
    table
        .rows(
            LOCK, "select concat(lockedby, ' since ', lockgranted) from " + LOCK + " where locked")
        .stream()
        .findFirst()
        .ifPresent(
            holder -> {
              throw new ToolTrouble(
                  "Liquibase's lock in "
                      + table.database()
                      + " is held by "
                      + holder
                      + "; when that one has ended, run \"liquibase release-locks\"");
            });
  }

  @Override
  public String revision(VersionTable table) {
    List<String> ids =
        table.rows(log, "select id from " + log + " order by orderexecuted desc limit 1");
    return ids.isEmpty() ? "" : ids.get(0);
  }

  @Override
  public Optional<String> versionTable() {
    return Optional.of(log);
  }

  @Override
  public Optional<String> howToStamp() {
    return Optional.of(String.join(" ", call("changelog-sync")));
  }

  private List<String> call(String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return all;
  }
}
