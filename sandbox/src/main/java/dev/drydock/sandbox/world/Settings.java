package dev.drydock.sandbox.world;

import io.temporal.common.interceptors.WorkerInterceptor;
import java.nio.file.Path;
import java.util.List;

/**
 * What a world is made of.
 *
 * @param directory for all it writes; removed at the end
 * @param temporal address of a Temporal server that is there, or null to start one in this process
 * @param slackPort of the page; 0 for any
 * @param http true to deliver Slack's requests by signed HTTP instead of Socket Mode
 * @param database a fresh server, which ends with the world; null to start one in this process
 * @param namespace of Temporal; made if it is missing
 * @param interceptors of Drydock's workers, innermost: they see each deed begin and end
 */
public record Settings(
    Path directory,
    String temporal,
    int slackPort,
    boolean http,
    List<Berth> berths,
    PostgresServer database,
    String namespace,
    List<WorkerInterceptor> interceptors) {
  public Settings(
      Path directory,
      String temporal,
      int slackPort,
      boolean http,
      List<Berth> berths,
      PostgresServer database) {
    this(directory, temporal, slackPort, http, berths, database, "default", List.of());
  }

  public Settings(
      Path directory, String temporal, int slackPort, boolean http, List<Berth> berths) {
    this(directory, temporal, slackPort, http, berths, null);
  }

  /** In a namespace of Temporal that no other world works in. */
  public Settings in(String other) {
    return new Settings(
        directory, temporal, slackPort, http, berths, database, other, interceptors);
  }

  /** With workers that are looked at, or worse. */
  public Settings with(WorkerInterceptor... others) {
    return new Settings(
        directory, temporal, slackPort, http, berths, database, namespace, List.of(others));
  }
}
