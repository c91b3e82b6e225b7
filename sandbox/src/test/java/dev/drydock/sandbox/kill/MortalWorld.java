package dev.drydock.sandbox.kill;

import dev.drydock.activities.database.postgres.DebianPostgres;
import dev.drydock.activities.kubernetes.Names;
import dev.drydock.bot.Role;
import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.demo.Stage;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.PostgresServer;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A world of the sandbox in which everything can be killed at an exact moment, and comes back. */
final class MortalWorld implements AutoCloseable {
  /** How long what was killed is away. */
  private static final Duration AWAY = Duration.ofSeconds(2);

  /** The container in which the schema tool runs. */
  private static final String UPGRADE = "upgrade";

  /** How what was killed comes back. */
  @FunctionalInterface
  private interface Return {
    void happen() throws Exception;
  }

  private final Moments moments;
  private final World world;
  private final MortalTemporal temporal;
  private final MortalPostgres postgres;
  private final Crew crew;
  private volatile CompletableFuture<Void> back = CompletableFuture.completedFuture(null);

  private MortalWorld(
      Moments moments, World world, MortalTemporal temporal, MortalPostgres postgres, Crew crew) {
    this.moments = moments;
    this.world = world;
    this.temporal = temporal;
    this.postgres = postgres;
    this.crew = crew;
  }

  /** With a PostgreSQL that has its client tools and a Temporal that lives on, where they are. */
  static MortalWorld start(Path directory, List<Berth> berths) throws Exception {
    Optional<Path> program = MortalTemporal.find();
    MortalTemporal temporal =
        program.isPresent()
            ? MortalTemporal.start(program.get(), directory.resolve("temporal"))
            : null;
    Optional<Path> bin = DebianPostgres.find();
    DebianPostgres.Running running = bin.isPresent() ? DebianPostgres.launch(bin.get()) : null;
    PostgresServer server =
        running == null
            ? null
            : new PostgresServer(running.port(), running.hba(), running.server());
    Path home = directory.resolve("world");
    Path data = running == null ? home.resolve("postgres") : running.hba().getParent();
    Moments moments = new Moments();
    Settings settings =
        new Settings(home, temporal == null ? null : temporal.address(), 0, false, berths, server)
            .unmanned();
    World world;
    Crew crew;
    try {
      world = World.start(settings, line -> {});
      KeeperImages.speedUp(home.resolve("images"));
      crew = Crew.of(world, moments.port());
    } catch (Exception | Error e) {
      if (temporal != null) {
        temporal.close();
      }
      throw e;
    }
    PostgresServer database = world.database();
    return new MortalWorld(
        moments,
        world,
        temporal,
        new MortalPostgres(data, database.port(), database.password("postgres")),
        crew);
  }

  World world() {
    return world;
  }

  boolean hasMortalTemporal() {
    return temporal != null;
  }

  /** Kills, once, when that stage's run comes to the cell's moment. */
  void arm(Cell cell, Stage stage) {
    moments.arm(stage.app().berth().database() + "-", cell, () -> kill(cell.victim(), stage));
  }

  /** True once it was killed and is back. */
  boolean isOver() {
    if (moments.failed() != null) {
      throw new IllegalStateException("the killing failed", moments.failed());
    }
    return moments.isOver() && back.isDone() && !back.isCompletedExceptionally();
  }

  /** False where it was killed that asks whether to go on. */
  private boolean kill(Victim victim, Stage stage) throws Exception {
    switch (victim) {
      case WORKFLOW_WORKER -> kill(Role.WORKFLOW);
      case ACTIVITY_WORKER -> kill(Role.ACTIVITY);
      case BOT -> kill(Role.BOT);
      case TEMPORAL -> {
        temporal.kill();
        back = later(AWAY, temporal::start);
      }
      case POSTGRES -> {
        postgres.kill();
        back = later(AWAY, postgres::start);
      }
      case MAINTENANCE_POD ->
          killUpgrade(stage.app().berth().namespace(), Names.maintenancePod(stage.run()));
      case API_SERVER -> world.cluster().faults().apiServerDown(AWAY);
    }
    stage.say(victim.words + " killed");
    return victim != Victim.ACTIVITY_WORKER;
  }

  /** Returns when its process has ended. */
  private void killUpgrade(String namespace, String pod) {
    world.cluster().faults().oomKill(namespace, pod, UPGRADE);
    world
        .kubernetes()
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .waitUntilCondition(MortalWorld::isUpgradeOver, 30, TimeUnit.SECONDS);
  }

  private static boolean isUpgradeOver(Pod pod) {
    return pod != null
        && pod.getStatus().getContainerStatuses().stream()
            .anyMatch(
                status ->
                    status.getName().equals(UPGRADE) && status.getState().getTerminated() != null);
  }

  private void kill(Role role) throws InterruptedException {
    crew.kill(role);
    back = later(AWAY, () -> crew.start(role));
  }

  /** What Drydock's processes had to complain about at last. */
  List<String> complaints() throws IOException {
    return crew.complaints();
  }

  private static CompletableFuture<Void> later(Duration after, Return deed) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(after.toMillis());
                deed.happen();
                done.complete(null);
              } catch (Exception | Error e) {
                done.completeExceptionally(e);
              }
            },
            "back-to-life");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  @Override
  public void close() throws Exception {
    crew.close();
    moments.close();
    world.close();
    if (temporal != null) {
      temporal.close();
    }
  }
}
