package dev.drydock.sandbox.cluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main process of a container, and all that lives and dies with it. */
final class ContainerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerProcess.class);

  private final String id;
  private final Program program;
  private final LogFile log;
  private final Process process;
  private volatile boolean outOfMemory;

  private ContainerProcess(String id, Program program, LogFile log, Process process) {
    this.id = id;
    this.program = program;
    this.log = log;
    this.process = process;
  }

  /** Starts the program as a container of its own. */
  static ContainerProcess start(String id, Program program, LogFile log) throws StartException {
    return new ContainerProcess(id, program, log, program.start(true, false));
  }

  /**
   * Keeps the log and waits for the end.
   *
   * @param ended gets the exit code once the main process and everything else in the container has
   *     ended and the log is complete; called on a thread of its own
   */
  void follow(Loop loop, IntConsumer ended) {
    Thread pump = new Thread(this::pump, "log-" + id);
    pump.setDaemon(true);
    pump.start();
    loop.work(() -> await(pump, ended));
  }

  private void pump() {
    try {
      log.pump(process.getInputStream());
    } catch (IOException e) {
      LOG.debug("the log of {} ends early", id, e);
    }
  }

  private void await(Thread pump, IntConsumer ended) {
    try {
      int code = process.waitFor();
      ProcessTree.kill(id);
      pump.join(TimeUnit.SECONDS.toMillis(2));
      ended.accept(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String id() {
    return id;
  }

  LogFile log() {
    return log;
  }

  /** The world of this container, for another command in it. */
  Program program() {
    return program;
  }

  boolean outOfMemory() {
    return outOfMemory;
  }

  /** SIGTERM, to the main process only. (Process.destroy would close its output at once.) */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL, to everything. */
  void kill() {
    process.toHandle().destroyForcibly();
    ProcessTree.kill(id);
  }

  void killForMemory() {
    outOfMemory = true;
    kill();
  }
}
