package dev.drydock.activities.database;

import java.util.Map;

/** What a schema tool's database sessions are told by the environment of its containers. */
public interface ToolEnvironment {
  /** The variable that holds what goes into the file of JDBC settings, line by line. */
  String JDBC_PROPERTIES = "DRYDOCK_JDBC";

  /** What is added to the application's own {@code PGOPTIONS}, wherever those come from. */
  String PG_OPTIONS = "DRYDOCK_PGOPTIONS";

  /**
   * @param own the application's own variables that have a plain value
   * @return what is added, and what takes the place of one of the same name
   */
  Map<String, String> told(Map<String, String> own);

  /** The same for sessions that only ask and may change nothing. */
  ToolEnvironment readOnly();

  /** The same with something that no server accepts: a tool that gets on with it is not told. */
  ToolEnvironment refused();
}
