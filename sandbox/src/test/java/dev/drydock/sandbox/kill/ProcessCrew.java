package dev.drydock.sandbox.kill;

import dev.drydock.bot.Role;
import dev.drydock.sandbox.serve.Served;
import dev.drydock.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Each role is a process of its own, killed by SIGKILL. */
final class ProcessCrew implements Crew {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final World world;
  private final int moments;
  private final Map<Role, Served> processes = new EnumMap<>(Role.class);

  private ProcessCrew(World world, int moments) {
    this.world = world;
    this.moments = moments;
  }

  /**
   * @param moments port of {@link Moments}
   */
  static ProcessCrew start(World world, int moments) throws IOException, InterruptedException {
    ProcessCrew crew = new ProcessCrew(world, moments);
    for (Role role : Role.values()) {
      crew.launch(role);
    }
    for (Role role : Role.values()) {
      crew.awaitReady(role);
    }
    return crew;
  }

  @Override
  public void start(Role role) throws IOException, InterruptedException {
    launch(role);
    awaitReady(role);
  }

  private synchronized void launch(Role role) throws IOException {
    processes.put(
        role,
        Served.start(
            world.directory(),
            Files.readString(world.config()),
            MortalRole.class.getName(),
            role.name(),
            String.valueOf(moments)));
  }

  private void awaitReady(Role role) throws IOException, InterruptedException {
    Served process = process(role);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!process.answers("/readyz", 200, "ok")) {
      if (!process.process().isAlive() || System.nanoTime() > end) {
        throw new IOException(role + " is not ready:\n" + process.log());
      }
      Thread.sleep(100);
    }
    if (role == Role.BOT) {
      world.slack().awaitConnection();
    }
  }

  @Override
  public void kill(Role role) throws InterruptedException {
    process(role).close();
  }

  private synchronized Served process(Role role) {
    return processes.get(role);
  }

  @Override
  public synchronized List<String> complaints() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<Role, Served> one : processes.entrySet()) {
      List<String> said =
          one.getValue().log().lines().filter(line -> line.matches(".*(WARN|ERROR).*")).toList();
      lines.add(one.getKey() + ":");
      lines.addAll(said.subList(Math.max(0, said.size() - 20), said.size()));
    }
    return lines;
  }

  @Override
  public synchronized void close() throws InterruptedException {
    for (Served process : processes.values()) {
      process.close();
    }
  }
}
