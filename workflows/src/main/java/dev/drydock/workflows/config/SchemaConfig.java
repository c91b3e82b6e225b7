package dev.drydock.workflows.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The schema tool of an app.
 *
 * @param tool preset: {@code liquibase}, {@code alembic}, {@code flask-migrate} or {@code commands}
 * @param command how the tool is called in the image, where the preset's own is not right: {@code
 *     [alembic, -c, /app/alembic.ini]}
 * @param env added to the container's own environment
 * @param workingDir in the image; null for the image's own
 * @param versionTable null for the preset's own
 * @param commands for the preset {@code commands}; null for the others
 * @param asksWriting true where the tool's questions need sessions that may write, as they make
 *     sure of something first
 */
public record SchemaConfig(
    String tool,
    List<String> command,
    Map<String, String> env,
    String workingDir,
    String versionTable,
    Commands commands,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean asksWriting) {

  /** One whose questions are answered by who may change nothing. */
  public SchemaConfig(
      String tool,
      List<String> command,
      Map<String, String> env,
      String workingDir,
      String versionTable,
      Commands commands) {
    this(tool, command, env, workingDir, versionTable, commands, false);
  }

  /**
   * Any tool, by its commands. In each, {@code {current}} and {@code {target}} stand for revisions.
   *
   * @param target prints the revision the image brings, as its last line
   * @param known ends with code 0 where the image holds the revision {@code {current}}; null where
   *     an empty list of pending changes is all that tells
   * @param pending prints one line per pending change: id, then a description; null when it cannot
   *     be told
   * @param sql prints the SQL; null when it cannot
   * @param upgrade carries it out
   * @param versionQuery SQL that returns the database's current revision as its one value, or no
   *     row
   */
  public record Commands(
      List<String> target,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<String> known,
      List<String> pending,
      List<String> sql,
      List<String> upgrade,
      String versionQuery) {}
}
