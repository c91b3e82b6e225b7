package dev.drydock.workflows;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param position how far the tool's own record had come, where the revision alone does not tell;
 *     or null, and then no part of the digest
 */
public record SchemaPlan(
    String tool,
    String current,
    String target,
    List<Change> pending,
    int pendingCount,
    Artifact sql,
    String sqlAbsent,
    @JsonInclude(JsonInclude.Include.NON_NULL) String position) {
  public static final int MOST_LISTED = 100;

  /** Of a tool whose revision tells all. */
  public SchemaPlan(
      String tool,
      String current,
      String target,
      List<Change> pending,
      int pendingCount,
      Artifact sql,
      String sqlAbsent) {
    this(tool, current, target, pending, pendingCount, sql, sqlAbsent, null);
  }

  /** What it says of what the earlier one could say: that one may know of no position. */
  SchemaPlan asIn(SchemaPlan earlier) {
    return earlier.position != null
        ? this
        : new SchemaPlan(tool, current, target, pending, pendingCount, sql, sqlAbsent);
  }

  /** The same with the SQL of another. */
  public SchemaPlan withSqlOf(SchemaPlan other) {
    return new SchemaPlan(
        tool, current, target, pending, pendingCount, other.sql, other.sqlAbsent, position);
  }
}
