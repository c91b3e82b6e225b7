package dev.drydock.sandbox.world;

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
 */
public record Settings(
    Path directory,
    String temporal,
    int slackPort,
    boolean http,
    List<Berth> berths,
    PostgresServer database) {
  public Settings(
      Path directory, String temporal, int slackPort, boolean http, List<Berth> berths) {
    this(directory, temporal, slackPort, http, berths, null);
  }
}
