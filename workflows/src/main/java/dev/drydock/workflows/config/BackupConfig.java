package dev.drydock.workflows.config;

import java.time.Duration;

/**
 * @param dump {@code auto}: when {@code pg_dump} is at hand and fits the server; {@code always}:
 *     else the plan is refused; {@code never}
 * @param directory where dumps lie; with {@code s3} the room in which one is made and fetched
 * @param parallelJobs of pg_dump
 * @param keep how many earlier runs' copies and dumps stay, however old they are
 * @param retention how long a dump and a failed database stay at least
 * @param s3 where dumps lie instead, or null
 * @param maxCopyGigabytes a larger database is not copied on its server, as there is no room for
 *     it; 0 where nobody has said so
 */
public record BackupConfig(
    String dump,
    String directory,
    int parallelJobs,
    int keep,
    Duration retention,
    S3Config s3,
    int maxCopyGigabytes) {
  public static final Duration RETENTION = Duration.ofDays(14);

  /** In a directory, for the usual time. */
  public BackupConfig(String dump, String directory, int parallelJobs, int keep) {
    this(dump, directory, parallelJobs, keep, RETENTION, null);
  }

  public BackupConfig(
      String dump, String directory, int parallelJobs, int keep, Duration retention, S3Config s3) {
    this(dump, directory, parallelJobs, keep, retention, s3, 0);
  }
}
