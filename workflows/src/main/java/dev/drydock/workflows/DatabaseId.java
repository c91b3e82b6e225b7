package dev.drydock.workflows;

/**
 * Which database, without any secret. One run at a time works on it, whatever app name asked: its
 * {@link #workflowId()} is the lock.
 *
 * @param host as written in the configuration
 * @param port TCP port
 * @param name of the database on that server
 */
public record DatabaseId(String host, int port, String name) {
  private static final int LONGEST_CUT = 31;

  /** The Temporal workflow id of every run on this database. */
  public String workflowId() {
    return "migrate " + this;
  }

  /** {@code keeper-41}: what people type, and what sessions, pods and backups are named after. */
  public String run(int number) {
    return runPrefix() + number;
  }

  /** Different for different names of databases, and at most 41 letters, each safe in a path. */
  public String runPrefix() {
    if (name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}")) {
      return name + "-";
    }
    String clean = name.replaceAll("[^A-Za-z0-9_]+", "_");
    return clean.substring(0, Math.min(clean.length(), LONGEST_CUT))
        + "_"
        + Digest.ofName(name)
        + "-";
  }

  @Override
  public String toString() {
    return name + "@" + host + ":" + port;
  }
}
