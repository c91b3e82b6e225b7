package dev.drydock.sandbox.world;

import dev.drydock.bot.Role;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a world is made of.
 *
 * @param directory for all it writes; removed at the end
 * @param temporal address of a Temporal server that is there, or null to start one in this process
 * @param slackPort of the page; 0 for any
 * @param http true to deliver Slack's requests by signed HTTP instead of Socket Mode
 * @param database a fresh server, which ends with the world; null to start one in this process
 * @param namespace of Temporal; made if it is missing
 * @param roles of Drydock that run in this process
 */
public record Settings(
    Path directory,
    String temporal,
    int slackPort,
    boolean http,
    List<Berth> berths,
    PostgresServer database,
    String namespace,
    Set<Role> roles) {
  public Settings(
      Path directory,
      String temporal,
      int slackPort,
      boolean http,
      List<Berth> berths,
      PostgresServer database) {
    this(
        directory,
        temporal,
        slackPort,
        http,
        berths,
        database,
        "default",
        EnumSet.allOf(Role.class));
  }

  public Settings(
      Path directory, String temporal, int slackPort, boolean http, List<Berth> berths) {
    this(directory, temporal, slackPort, http, berths, null);
  }

  /** In a namespace of Temporal that no other world works in. */
  public Settings in(String other) {
    return new Settings(directory, temporal, slackPort, http, berths, database, other, roles);
  }

  /** Drydock's roles are started by somebody else, in processes of their own. */
  public Settings unmanned() {
    return new Settings(
        directory, temporal, slackPort, http, berths, database, namespace, Set.of());
  }
}
