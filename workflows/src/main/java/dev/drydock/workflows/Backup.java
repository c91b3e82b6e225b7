package dev.drydock.workflows;

/**
 * The durable backup of a run.
 *
 * @param method {@code pg_dump}; or {@code none}, and then {@code location} says why
 * @param location where it lies
 * @param sizeBytes on the disk
 * @param checksum {@code sha256:...} over its files; empty when there is none
 */
public record Backup(String method, String location, long sizeBytes, String checksum) {
  public static Backup none(String why) {
    return new Backup("none", why, 0, "");
  }

  public boolean wasTaken() {
    return !method.equals("none");
  }
}
