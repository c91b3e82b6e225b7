package dev.drydock.sandbox.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox's PostgreSQL server as one that dies: all its processes end at once, and it recovers
 * from its log when it is started again, as after a crash.
 */
final class MortalPostgres {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Path data;
  private final int port;
  private final String password;

  /**
   * @param data its directory
   * @param password of {@code postgres}
   */
  MortalPostgres(Path data, int port, String password) {
    this.data = data;
    this.port = port;
    this.password = password;
  }

  /** An immediate shutdown: no checkpoint, no farewell. */
  void kill() throws IOException, InterruptedException {
    Path pid = data.resolve("postmaster.pid");
    run(List.of("kill", "-QUIT", Files.readAllLines(pid).get(0).trim()));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (Files.exists(pid)) { // removed last
      if (System.nanoTime() > end) {
        throw new IOException("PostgreSQL does not end");
      }
      Thread.sleep(20);
    }
  }

  /** With the words it was started with; returns when it takes connections. */
  void start() throws IOException, InterruptedException {
    String words = Files.readString(data.resolve("postmaster.opts")).trim();
    List<String> command = new ArrayList<>(asOwner());
    command.addAll(
        List.of("sh", "-c", "setsid " + words + " >>" + data.resolve("again.log") + " 2>&1 &"));
    run(command);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (System.nanoTime() > end) {
        throw new IOException("PostgreSQL is not back: " + words);
      }
      Thread.sleep(50);
    }
  }

  /** The server refuses to run as root. */
  private List<String> asOwner() throws IOException {
    String owner = Files.getOwner(data).getName();
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    return owner.equals("root") ? List.of("unshare", "-U") : List.of("runuser", "-u", owner, "--");
  }

  private boolean answers() {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=2";
    try {
      DriverManager.getConnection(url, "postgres", password).close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("failed: " + command);
    }
  }
}
