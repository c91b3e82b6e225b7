package dev.drydock.workflows;

/**
 * Which database, without any secret. One run at a time works on it, whatever app name asked: its
 * {@link #workflowId()} is the lock.
 *
 * @param host as written in the configuration
 * @param port TCP port
 * @param name of the database on that server; also the first part of its runs' ids
 */
public record DatabaseId(String host, int port, String name) {
  /** The Temporal workflow id of every run on this database. */
  public String workflowId() {
    return "migrate " + this;
  }

  @Override
  public String toString() {
    return name + "@" + host + ":" + port;
  }
}
