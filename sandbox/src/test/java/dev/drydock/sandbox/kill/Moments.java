package dev.drydock.sandbox.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where the workers' processes ask at each {@link Moment} whether to go on, and something happens
 * at one of them, once, before it is answered.
 */
final class Moments implements AutoCloseable {
  /** What happens. */
  @FunctionalInterface
  interface Deed {
    /** False where whoever asked is dead now, and shall never hear of it. */
    boolean happen() throws Exception;
  }

  private record Armed(String runs, Cell cell, Deed deed) {
    boolean fits(Moment moment) {
      return moment.deed().equals(cell.row().deed)
          && moment.isAfter() == cell.isAfter()
          && moment.undo() == cell.row().isWayBack
          && moment.run().startsWith(runs);
    }
  }

  private final AtomicReference<Armed> armed = new AtomicReference<>();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "moments");
            thread.setDaemon(true);
            return thread;
          });
  private final ServerSocket door;

  Moments() throws IOException {
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::listen);
  }

  int port() {
    return door.getLocalPort();
  }

  /**
   * @param runs how the ids of the runs begin that it is meant for
   */
  void arm(String runs, Cell cell, Deed deed) {
    failed.set(null);
    armed.set(new Armed(runs, cell, deed));
  }

  /** True once the moment has come. */
  boolean isOver() {
    return armed.get() == null;
  }

  /** What went wrong with the killing itself, or null. */
  Throwable failed() {
    return failed.get();
  }

  private void listen() {
    try {
      while (true) {
        Socket worker = door.accept();
        threads.execute(() -> answer(worker));
      }
    } catch (IOException | RejectedExecutionException e) {
      // closed
    }
  }

  private void answer(Socket worker) {
    try (worker;
        BufferedReader told =
            new BufferedReader(
                new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
      String line = told.readLine();
      if (line != null) {
        if (!goesOn(Moment.read(line))) {
          new CountDownLatch(1).await();
        }
        worker.getOutputStream().write("go on\n".getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException | InterruptedException e) {
      // whoever asked has died, as it should; or the test is over
    }
  }

  private boolean goesOn(Moment moment) {
    Armed now = armed.get();
    if (now != null && now.fits(moment) && armed.compareAndSet(now, null)) {
      try {
        return now.deed().happen();
      } catch (Exception | Error e) {
        failed.set(e);
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    door.close();
    threads.shutdownNow();
  }
}
