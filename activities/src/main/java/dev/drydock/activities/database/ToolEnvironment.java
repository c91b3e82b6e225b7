package dev.drydock.activities.database;

import java.util.Map;

/** What a schema tool's database sessions are told by the environment of its containers. */
@FunctionalInterface
public interface ToolEnvironment {
  /** The variable that holds what goes into the file of JDBC settings, line by line. */
  String JDBC_PROPERTIES = "DRYDOCK_JDBC";

  /**
   * @param own the application's own variables that have a plain value
   * @return what is added, and what takes the place of one of the same name
   */
  Map<String, String> told(Map<String, String> own);
}
