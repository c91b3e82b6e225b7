package dev.drydock.activities.schema;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Alembic 1.8 and later. Its log goes to stderr, its answers and its refusals to stdout. */
class Alembic implements SchemaTool {
  /** Not "(effective head)": what others depend on is no head of its own. */
  private static final Pattern HEAD =
      Pattern.compile("([0-9A-Za-z_.-]+)(?: \\([^)]*\\))* \\(head\\)(?: .*)?");

  private static final String AND = "+";
  private static final int WIDE = 255;

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
              + "), and Drydock brings an app to one: merge them with \""
              + String.join(" ", call("merge", "heads"))
              + "\" and build a new image; branches that are to stay apart it does not support");
    }
    return heads.get(0);
  }

  /** None of its other answers needs the database. */
  @Override
  public Optional<List<String>> currentCommand() {
    return Optional.of(call("current"));
  }

  /** A revision that another depends on is named, too, although the database has no row for it. */
  @Override
  public boolean isAt(ToolOutput answer, String current) {
    return answer.firstWords().containsAll(rows(current));
  }

  /** All that leads there: from where the database is on, it would leave other branches out. */
  @Override
  public Optional<List<String>> pendingCommand(String current, String target) {
    return Optional.of(call("history", "-r", ":" + target));
  }

  @Override
  public List<Change> pending(ToolOutput answer, String current, String target) {
    answer.requireSuccess();
    AlembicHistory history = AlembicHistory.of(answer);
    List<String> rows = rows(current);
    rows.forEach(row -> requireKnown(history, row));
    rows.forEach(row -> requireNoneBelow(history, row, rows));
    return history.pending(rows, target);
  }

  private static void requireKnown(AlembicHistory history, String row) {
    if (!history.knows(row)) {
      throw ToolTrouble.notInImage(row, "");
    }
  }

  /** Alembic would refuse it, when users are out. */
  private void requireNoneBelow(AlembicHistory history, String row, List<String> rows) {
    for (String other : rows) {
      if (!other.equals(row) && history.upTo(List.of(row)).contains(other)) {
        throw new ToolTrouble(
            versionTable
                + " has rows for "
                + row
                + " and for "
                + other
                + ", which "
                + row
                + " already includes; delete the row of "
                + other);
      }
    }
  }

  /** From several revisions Alembic prints none. */
  @Override
  public Optional<List<String>> sqlCommand(String current, String target, int pendingCount) {
    if (rows(current).size() > 1) {
      return Optional.empty();
    }
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

  /** Branches that are not merged yet have a row each: {@code r2+x1}; no id has a plus in it. */
  @Override
  public String revision(VersionTable table) {
    return String.join(
        AND, table.rows(versionTable, "select version_num from " + versionTable + " order by 1"));
  }

  private static List<String> rows(String revision) {
    return revision.isEmpty() ? List.of() : List.of(revision.split(Pattern.quote(AND)));
  }

  @Override
  public Optional<String> versionTable() {
    return Optional.of(versionTable);
  }

  /** Each revision stands there for a moment; Alembic makes the column 32 characters wide. */
  @Override
  public void requireRoom(VersionTable table, SchemaPlan plan) {
    String longest =
        Stream.concat(Stream.of(plan.target()), plan.pending().stream().map(Change::id))
            .max(Comparator.comparingInt(String::length))
            .orElseThrow();
    table
        .width(versionTable, "version_num")
        .filter(width -> longest.length() > width)
        .ifPresent(
            width -> {
              throw new ToolTrouble(
                  "revision "
                      + longest
                      + " has "
                      + longest.length()
                      + " characters, and version_num of "
                      + versionTable
                      + " takes "
                      + width
                      + "; give it a shorter id, or run \"alter table "
                      + versionTable
                      + " alter column version_num type varchar("
                      + WIDE
                      + ")\"");
            });
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
