package dev.drydock.workflows;

import java.util.List;

/**
 * Where the schema stands and where it goes.
 *
 * @param tool name of the schema tool's preset
 * @param current revision in the database's version table; empty when it has none yet
 * @param target revision that the new image brings
 * @param pending changes in between, oldest first; the first {@value #MOST_LISTED} of {@code
 *     pendingCount}
 * @param pendingCount how many there are
 * @param sql what the tool would run, or null where it cannot print it
 * @param sqlAbsent why there is no SQL, or null
 */
public record SchemaPlan(
    String tool,
    String current,
    String target,
    List<Change> pending,
    int pendingCount,
    Artifact sql,
    String sqlAbsent) {
  public static final int MOST_LISTED = 100;
}
