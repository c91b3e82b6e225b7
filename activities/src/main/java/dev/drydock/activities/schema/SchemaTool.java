package dev.drydock.activities.schema;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.SchemaPlan;
import java.util.List;
import java.util.Optional;

/**
 * One schema tool: which commands to run in the new image, how to read their answers, and how to
 * read its version table. Answers that no plan can be made of throw {@link ToolTrouble}. To add a
 * tool, write one class and add one line to {@link SchemaTools}.
 */
public interface SchemaTool {
  /** The preset's name in {@code drydock.yaml}. */
  String name();

  /** Prints what the image brings; never changes anything. */
  List<String> targetCommand();

  /**
   * The revision the image brings.
   *
   * @param current revision of the database, or empty; the answer where nothing is pending
   */
  String target(ToolOutput answer, String current);

  /**
   * Prints the revision of the database that it finds by its own configuration; empty where it
   * cannot, or where another command of these asks the database, too.
   */
  default Optional<List<String>> currentCommand() {
    return Optional.empty();
  }

  /**
   * That one of its questions which asks the database, whatever the answer; empty where nobody
   * knows which.
   */
  default Optional<List<String>> connectingCommand() {
    return currentCommand();
  }

  /**
   * Ends with code 0 where the image holds {@code current}; empty where that is not to be asked, or
   * where {@link #pending} tells.
   */
  default Optional<List<String>> knownCommand(String current) {
    return Optional.empty();
  }

  /** Whether the answer to {@link #currentCommand} is {@code current}. */
  default boolean isAt(ToolOutput answer, String current) {
    return answer.firstWords().contains(current);
  }

  /** Prints the changes from {@code current} to {@code target}; empty where it cannot be told. */
  Optional<List<String>> pendingCommand(String current, String target);

  /**
   * Whether a change may be pending whose revision the database is at: being there does not mean
   * then that nothing is to be done.
   */
  default boolean repeats() {
    return false;
  }

  /** Pending changes, oldest first. */
  List<Change> pending(ToolOutput answer, String current, String target);

  /** Prints the SQL of the pending changes; empty where the tool cannot. */
  Optional<List<String>> sqlCommand(String current, String target, int pendingCount);

  /** The SQL, without anything that differs from one call to the next. */
  String sql(ToolOutput answer);

  /** Carries out exactly what was planned: never "to the newest". */
  List<String> upgradeCommand(SchemaPlan plan);

  /**
   * Python modules that the upgrade loads anyway, so that it can wait with them loaded; libraries
   * only, nothing of the app, which might reach for its database.
   */
  default List<String> imports() {
    return List.of();
  }

  /** The revision in the database's version table; empty when it has none. */
  String revision(VersionTable table);

  /** How far its record in the database has come; null where the revision tells that. */
  default String position(VersionTable table) {
    return null;
  }

  /**
   * Whether all that was planned stands in the version table, and nothing beyond.
   *
   * @param revision that stands there
   * @param endedWell true where the tool itself says so: it may have left out, for reasons of its
   *     own, what was planned
   */
  default boolean isDone(VersionTable table, SchemaPlan plan, String revision, boolean endedWell) {
    return revision.equals(plan.target());
  }

  /** Whether its questions can be answered by sessions that may change nothing. */
  default boolean asksReadOnly(VersionTable table) {
    return true;
  }

  /**
   * Where that is, as configured: with or without its schema; empty where it need not be a table.
   */
  default Optional<String> versionTable() {
    return Optional.empty();
  }

  /**
   * Looks whether the version table can take the revisions of a plan.
   *
   * @throws ToolTrouble when the upgrade would fail there for certain
   */
  default void requireRoom(VersionTable table, SchemaPlan plan) {}

  /**
   * Looks for a lock that somebody holds, or left, in the database; most tools have none.
   *
   * @throws ToolTrouble naming its holder
   */
  default void requireUnlocked(VersionTable table) {}

  /**
   * How to record by hand which changes a database has; empty where tables without a revision are
   * nothing strange.
   */
  default Optional<String> howToStamp() {
    return Optional.empty();
  }

  /** What to write into {@code drydock.yaml} when {@code command} is not in the image. */
  default String howToConfigure(List<String> command) {
    return "set schema.command of the app to how "
        + name()
        + " is called in the image (\""
        + command.get(0)
        + "\" is not on its PATH)";
  }
}
