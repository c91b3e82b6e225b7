package dev.drydock.bot;

import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker of Temporal as a role. */
record WorkerRole(WorkerFactory factory, Duration patience) implements Serving.Running {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRole.class);

  /**
   * @throws RuntimeException when Temporal cannot be reached; nothing of the factory is left then
   */
  static WorkerRole started(WorkerFactory factory, Duration patience) {
    try {
      factory.start();
    } catch (RuntimeException e) {
      factory.shutdownNow();
      throw e;
    }
    return new WorkerRole(factory, patience);
  }

  @Override
  public void drain() {
    factory.shutdown();
    factory.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!factory.isTerminated()) {
      LOG.warn("not all ended in {}; what still runs is tried again by another worker", patience);
      kill();
    }
  }

  @Override
  public void kill() {
    factory.shutdownNow();
    factory.awaitTermination(5, TimeUnit.SECONDS);
  }
}
