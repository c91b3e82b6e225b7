package dev.drydock.workflows.config;

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
 */
public record SchemaConfig(
    String tool,
    List<String> command,
    Map<String, String> env,
    String workingDir,
    String versionTable,
    Commands commands) {

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
      List<String> known,
      List<String> pending,
      List<String> sql,
      List<String> upgrade,
      String versionQuery) {}
}
