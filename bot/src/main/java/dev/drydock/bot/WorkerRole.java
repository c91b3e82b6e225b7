package dev.drydock.bot;

import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker of Temporal as a role. */
record WorkerRole(WorkerFactory factory, Duration patience) implements Serving.Running {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRole.class);

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
