package dev.drydock.activities.schema;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alembic 1.8 and later. Its log goes to stderr, its answers and its refusals to stdout. */
class Alembic implements SchemaTool {
  private static final Pattern HEAD =
      Pattern.compile("([0-9A-Za-z_.-]+)((?: \\([^)]*\\))*) \\((?:effective )?head\\)(?: .*)?");
  private static final Pattern STEP =
      Pattern.compile("(\\S.*?) -> ([0-9A-Za-z_.-]+)((?: \\([^)]*\\))*)(?:, (.*))?");

  private static final List<String> IMPORTS =
      List.of(
          "alembic.command",
          "alembic.config",
          "alembic.autogenerate",
          "sqlalchemy.orm",
          "sqlalchemy.dialects.postgresql",
          "psycopg2.extras",
          "psycopg",
          "asyncpg",
          "logging.config");

  private final List<String> command;
  private final String versionTable;

  Alembic(SchemaConfig config, List<String> usual) {
    this.command = config.command().isEmpty() ? usual : config.command();
    this.versionTable = config.versionTable() == null ? "alembic_version" : config.versionTable();
  }

  @Override
  public String name() {
    return "alembic";
  }

  @Override
  public List<String> targetCommand() {
    return call("heads");
  }

  @Override
  public String target(ToolOutput answer, String current) {
    answer.requireSuccess();
    List<String> heads =
        answer.lines().stream()
            .map(HEAD::matcher)
            .filter(Matcher::matches)
            .map(found -> found.group(1))
            .toList();
    if (heads.isEmpty()) {
      throw new ToolTrouble("the image brings no revision: \"" + answer.typed() + "\" names none");
    }
    if (heads.size() > 1) {
      throw new ToolTrouble(
          "the image brings "
              + heads.size()
              + " heads ("
              + String.join(", ", heads.stream().sorted().toList())
              + "); merge them with \""
              + String.join(" ", call("merge", "heads"))
              + "\" and build a new image");
    }
    return heads.get(0);
  }

  /** None of its other answers needs the database. */
  @Override
  public Optional<List<String>> currentCommand() {
    return Optional.of(call("current"));
  }

  @Override
  public Optional<List<String>> pendingCommand(String current, String target) {
    return Optional.of(call("history", "-r", current + ":" + target));
  }

  @Override
  public List<Change> pending(ToolOutput answer, String current, String target) {
    if (!answer.isSuccess() && answer.complaint().contains("Can't locate revision")) {
      throw new ToolTrouble(
          "the database is at revision "
              + current
              + ", which the image does not know; take an image that holds it (is this one older?)");
    }
    answer.requireSuccess();
    List<Change> oldestFirst = new ArrayList<>();
    for (String line : answer.lines()) {
      Matcher step = STEP.matcher(line);
      if (step.matches() && !step.group(2).equals(current)) {
        oldestFirst.add(new Change(step.group(2), step.group(4) == null ? "" : step.group(4)));
      }
    }
    Collections.reverse(oldestFirst);
    if (oldestFirst.isEmpty() && !current.equals(target)) {
      throw new ToolTrouble(
          "there is no way from the database's revision " + current + " to " + target);
    }
    return oldestFirst;
  }

  @Override
  public Optional<List<String>> sqlCommand(String current, String target, int pendingCount) {
    String range = current.isEmpty() ? target : current + ":" + target;
    return Optional.of(call("upgrade", range, "--sql"));
  }

  @Override
  public String sql(ToolOutput answer) {
    return answer.stdout();
  }

  @Override
  public List<String> upgradeCommand(SchemaPlan plan) {
    return call("upgrade", plan.target());
  }

  @Override
  public List<String> imports() {
    return IMPORTS;
  }

  @Override
  public String revision(VersionTable table) {
    List<String> rows =
        table.rows(versionTable, "select version_num from " + versionTable + " order by 1");
    if (rows.size() > 1) {
      throw new ToolTrouble(
          versionTable
              + " in "
              + table.database()
              + " has "
              + rows.size()
              + " rows ("
              + String.join(", ", rows)
              + ") where one belongs: bring its branches together, or delete the row that another"
              + " one already includes");
    }
    return rows.isEmpty() ? "" : rows.get(0);
  }

  @Override
  public Optional<String> howToStamp() {
    return Optional.of(String.join(" ", call("stamp", "REVISION")));
  }

  List<String> call(String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return all;
  }
}
