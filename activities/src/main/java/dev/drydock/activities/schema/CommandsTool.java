package dev.drydock.activities.schema;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Any tool, by the commands its owner wrote down. */
final class CommandsTool implements SchemaTool {
  private final SchemaConfig.Commands commands;
  private final String versionTable;

  CommandsTool(SchemaConfig config) {
    this.commands = config.commands();
    this.versionTable = config.versionTable();
  }

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public List<String> targetCommand() {
    return commands.target();
  }

  @Override
  public String target(ToolOutput answer, String current) {
    answer.requireSuccess();
    List<String> lines = answer.lines();
    if (lines.isEmpty()) {
      throw new ToolTrouble(
          "\""
              + answer.typed()
              + "\" printed nothing"
              + (answer.stderr().isBlank() ? "" : " (" + answer.complaint() + ")")
              + "; its last line has to be the revision");
    }
    return lines.get(lines.size() - 1);
  }

  /** An empty database is at no revision. */
  @Override
  public Optional<List<String>> knownCommand(String current) {
    return current.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(commands.known()).map(c -> filled(c, current, ""));
  }

  @Override
  public Optional<List<String>> pendingCommand(String current, String target) {
    return Optional.ofNullable(commands.pending()).map(c -> filled(c, current, target));
  }

  @Override
  public List<Change> pending(ToolOutput answer, String current, String target) {
    answer.requireSuccess();
    return answer.lines().stream().map(CommandsTool::change).toList();
  }

  private static Change change(String line) {
    String[] parts = line.split("\\s+", 2);
    return new Change(parts[0], parts.length > 1 ? parts[1] : "");
  }

  @Override
  public Optional<List<String>> sqlCommand(String current, String target, int pendingCount) {
    return Optional.ofNullable(commands.sql()).map(c -> filled(c, current, target));
  }

  @Override
  public String sql(ToolOutput answer) {
    return answer.stdout();
  }

  @Override
  public List<String> upgradeCommand(SchemaPlan plan) {
    return filled(commands.upgrade(), plan.current(), plan.target());
  }

  @Override
  public String revision(VersionTable table) {
    List<String> rows =
        versionTable == null
            ? table.query(commands.versionQuery())
            : table.rows(versionTable, commands.versionQuery());
    if (rows.size() > 1) {
      throw new ToolTrouble(
          "schema.commands.versionQuery returned "
              + rows.size()
              + " rows from "
              + table.database()
              + " ("
              + String.join(", ", rows)
              + "); it has to return one, or none for an empty database");
    }
    return rows.isEmpty() || rows.get(0) == null ? "" : rows.get(0);
  }

  @Override
  public String howToConfigure(List<String> command) {
    return "mend schema.commands of the app (\"" + command.get(0) + "\" is not in the image)";
  }

  private static List<String> filled(List<String> command, String current, String target) {
    List<String> all = new ArrayList<>();
    for (String word : command) {
      all.add(word.replace("{current}", current).replace("{target}", target));
    }
    return all;
  }
}
