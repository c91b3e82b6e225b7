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
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A world of the sandbox in which everything can be killed at an exact moment, and comes back. */
final class MortalWorld implements AutoCloseable {
  /** How long what was killed is away. */
  private static final Duration AWAY = Duration.ofSeconds(2);

  /** The container in which the schema tool runs. */
  private static final String UPGRADE = "upgrade";

  private final Moments moments;
  private final World world;
  private final MortalTemporal temporal;
  private final MortalPostgres postgres;
  private volatile CompletableFuture<Void> back = CompletableFuture.completedFuture(null);

  private MortalWorld(
      Moments moments, World world, MortalTemporal temporal, MortalPostgres postgres) {
    this.moments = moments;
    this.world = world;
    this.temporal = temporal;
    this.postgres = postgres;
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
            .with(moments, new Impatient());
    World world;
    try {
      world = World.start(settings, line -> {});
    } catch (Exception | Error e) {
      if (temporal != null) {
        temporal.close();
      }
      throw e;
    }
    KeeperImages.speedUp(home.resolve("images"));
    PostgresServer database = world.database();
    return new MortalWorld(
        moments,
        world,
        temporal,
        new MortalPostgres(data, database.port(), database.password("postgres")));
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

  private void kill(Victim victim, Stage stage) throws Exception {
    switch (victim) {
      case WORKFLOW_WORKER -> killRole(Role.WORKFLOW);
      case BOT -> killRole(Role.BOT);
      case ACTIVITY_WORKER -> {
        back = later(Duration.ZERO, () -> killAndStart(Role.ACTIVITY));
        silence();
      }
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

  private void killRole(Role role) {
    world.serving().kill(role);
    back = later(AWAY, () -> world.serving().start(EnumSet.of(role)));
  }

  private void killAndStart(Role role) throws InterruptedException {
    world.serving().kill(role);
    Thread.sleep(AWAY.toMillis());
    world.serving().start(EnumSet.of(role));
  }

  /** The thread of a worker that has died: it never says another word, to nobody. */
  private static void silence() {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // the worker that asks it to end is the one that is dead
      }
    }
  }

  private static CompletableFuture<Void> later(Duration after, Moments.Deed deed) {
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
  public void close() {
    world.close();
    if (temporal != null) {
      temporal.close();
    }
  }
}
