package dev.drydock.workflows.config;

/**
 * @param dump {@code auto}: when {@code pg_dump} is at hand and fits the server; {@code always}:
 *     else the plan is refused; {@code never}
 * @param directory where dumps lie
 * @param parallelJobs of pg_dump
 * @param keep how many earlier runs' copies and dumps stay
 */
public record BackupConfig(String dump, String directory, int parallelJobs, int keep) {}
