package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Pulse;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One of PostgreSQL's client programs as a process. The password stands in that process'
 * environment and nowhere else. It ends, with its workers, when the activity is canceled.
 */
final class Tool {
  private static final int LAST_LINES = 5;

  /** What it wrote is here as soon as it has ended, unless a worker that it left holds it open. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  /** As libpq says it: the server went away under it, and may be back for the next attempt. */
  private static final Pattern SERVER_WENT =
      Pattern.compile(
          "server closed the connection unexpectedly|connection to server (?s:.*) failed:"
              + " (Connection refused|FATAL:  the database system is )|terminating connection due"
              + " to (administrator command|unexpected postmaster exit)"
              + "|invalid snapshot identifier|could not import the requested snapshot"
              + "|snapshot \"\\S+\" does not exist");

  private final Connections connections;
  private final AppConfig app;

  Tool(Connections connections, AppConfig app) {
    this.connections = connections;
    this.app = app;
  }

  /**
   * @param eachSecond called beside it while it runs; no reason for it to fail
   * @throws Failed with its last lines, when it ends with another code than 0
   */
  void run(List<String> command, Runnable eachSecond) {
    try {
      Process process = start(command);
      ProcessTree all = new ProcessTree(process);
      Deque<String> last = new ArrayDeque<>();
      Thread reader = reading(process, last);
      try (Pulse pulse = Pulse.start(all::end);
          Ticks ticks = Ticks.each(eachSecond)) {
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
          all.look();
        }
        pulse.throwIfEnded();
      } finally {
        all.end();
      }
      reader.join(LAST_WORDS.toMillis());
      if (process.exitValue() != 0) {
        throw failed(ToolWords.of(command.get(0), process.exitValue(), joined(last)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command.get(0) + " was interrupted", e);
    }
  }

  private static RuntimeException failed(String words) {
    return SERVER_WENT.matcher(words).find() ? new IllegalStateException(words) : new Failed(words);
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    DatabaseConfig at = app.database();
    Map<String, String> environment = builder.environment();
    environment.put("PGHOST", at.host());
    environment.put("PGPORT", String.valueOf(at.port()));
    environment.put("PGUSER", at.user());
    environment.put("PGPASSWORD", connections.password(app));
    environment.put("PGAPPNAME", "drydock");
    environment.put("PGCONNECT_TIMEOUT", "10");
    environment.put("PGSSLMODE", at.tls().mode());
    if (at.tls().rootCert() != null) {
      environment.put("PGSSLROOTCERT", at.tls().rootCert());
    }
    environment.put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static Thread reading(Process process, Deque<String> last) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(line -> keep(last, line));
              } catch (IOException | UncheckedIOException e) {
                keep(last, "(its output broke off)");
              }
            },
            "drydock-tool-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void keep(Deque<String> last, String line) {
    synchronized (last) {
      last.addLast(line);
      if (last.size() > LAST_LINES) {
        last.removeFirst();
      }
    }
  }

  private static String joined(Deque<String> last) {
    synchronized (last) {
      return String.join(" / ", last);
    }
  }

  /** The tool says that it cannot: trying again for hours would only hold the run's lock. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }
  }
}
