package dev.drydock.activities.schema;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Liquibase 4. A revision is the id of a changeset: the database's is the last one executed, the
 * image's is the last one of its changelog. What runs is counted, so that no changeset beyond the
 * planned ones does; and what has run, since an id may be there twice or be executed again.
 */
final class Liquibase implements SchemaTool {
  private static final Pattern PENDING = Pattern.compile("(\\S.*?)::(.+?)::(.+)");
  private static final Pattern HEADER =
      Pattern.compile("-- (ran at|against|liquibase version|\\*{5}).*", Pattern.CASE_INSENSITIVE);
  private static final String LOCK = "databasechangeloglock";
  private static final String ORDER = "orderexecuted";

  private final List<String> command;
  private final String log;
  private final String lock;
  private final Pattern bookkeeping;

  Liquibase(SchemaConfig config) {
    this.command = config.command().isEmpty() ? List.of("liquibase") : config.command();
    this.log = config.versionTable() == null ? "databasechangelog" : config.versionTable();
    int name = log.lastIndexOf('.') + 1;
    this.lock = log.substring(0, name) + LOCK;
    this.bookkeeping = bookkeeping(log.substring(name));
  }

  /**
   * A whole statement that begins with a write to Liquibase's own tables. What only speaks of them,
   * in a comment behind it say, is what an approver has to see.
   */
  private static Pattern bookkeeping(String log) {
    return Pattern.compile(
        "^(?:create table|insert into|update|delete from)\\s+(?:[\\w\"$]+\\.)*+\"?(?:"
            + Pattern.quote(log)
            + "|databasechangelog|databasechangeloglock)\"?[\\s(](?:[^';]|'[^']*+')*+;[ \\t]*$",
        Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
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
  public Optional<List<String>> connectingCommand() {
    return Optional.of(targetCommand());
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
    return bookkeeping
            .matcher(answer.stdout().replace("\r\n", "\n"))
            .replaceAll("")
            .lines()
            .filter(line -> !HEADER.matcher(line).matches())
            .map(String::stripTrailing)
            .collect(Collectors.joining("\n"))
            .replaceAll("\n{3,}", "\n\n")
            .strip()
        + "\n";
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
            lock, "select concat(lockedby, ' since ', lockgranted) from " + lock + " where locked")
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
    return last(table, "id").orElse("");
  }

  /** A changeset that always runs, or whose id another file has too. */
  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  public String position(VersionTable table) {
    return last(table, ORDER).orElse("0");
  }

  private Optional<String> last(VersionTable table, String column) {
    return table
        .rows(log, "select " + column + " from " + log + " order by " + ORDER + " desc limit 1")
        .stream()
        .findFirst();
  }

  /**
   * As many as were planned have run since, and the planned one was the last. One that is skipped
   * ({@code onFail:CONTINUE}) or may fail leaves no row.
   */
  @Override
  public boolean isDone(VersionTable table, SchemaPlan plan, String revision, boolean endedWell) {
    if (plan.position() == null || !revision.equals(plan.target())) {
      return revision.equals(plan.target());
    }
    long ran = ranSince(table, plan.position());
    return ran == plan.pendingCount() || (endedWell && ran > 0 && ran < plan.pendingCount());
  }

  private long ranSince(VersionTable table, String position) {
    String since = " where " + ORDER + " > " + Long.parseLong(position);
    return table.rows(log, "select count(*) from " + log + since).stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  /** The first question makes its tables where there are none. */
  @Override
  public boolean asksReadOnly(VersionTable table) {
    return table.exists(log) && table.exists(lock);
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
