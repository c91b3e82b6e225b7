package dev.drydock.sandbox.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeper, a keeper of documentation builds: the application that the demo migrates. Runs as its own
 * process with {@code PORT}, {@code DATABASE_URL} and {@code KEEPER_VERSION}; on SIGTERM it answers
 * what it has begun, for at most {@link #DRAIN}, and ends. {@code KEEPER_FAULT=crash} ends it at
 * start, {@code stillborn} lets it listen without ever becoming healthy or touching the database.
 */
public final class KeeperApp {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final int THREADS = 4;
  private static final System.Logger log = System.getLogger("keeper");

  private final Phaser inFlight = new Phaser(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final HttpServer server;
  private volatile boolean draining;

  private KeeperApp(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(threads);
  }

  public static void main(String[] args) throws IOException {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
    Map<String, String> env = System.getenv();
    String version = required(env, "KEEPER_VERSION");
    String fault = env.getOrDefault("KEEPER_FAULT", "");
    if (fault.equals("crash")) {
      log.log(Level.ERROR, "Keeper {0}: no route to the moon", version);
      System.exit(1);
    }
    KeeperApp app = new KeeperApp(Integer.parseInt(required(env, "PORT")));
    if (fault.equals("stillborn")) {
      app.serve(KeeperApp::refuse, () -> {});
    } else {
      KeeperRelease release = KeeperRelease.of(version);
      DatabaseUrl database = DatabaseUrl.parse(required(env, "DATABASE_URL"));
      KeeperConnections connections = new KeeperConnections(database, "keeper-" + version);
      KeeperStore store = new KeeperStore(connections, release);
      app.serve(new KeeperHttp(version, release, store)::handle, connections::close);
    }
    log.log(Level.INFO, "Keeper {0} listens", version);
  }

  private interface Answering {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void serve(Answering answering, Runnable afterwards) {
    server.createContext(
        "/",
        exchange -> {
          inFlight.register();
          try (exchange) {
            if (draining) {
              refuse(exchange);
            } else {
              answering.handle(exchange);
            }
          } catch (IOException | RuntimeException e) {
            log.log(Level.WARNING, "no answer could be given", e);
          } finally {
            inFlight.arriveAndDeregister();
          }
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(afterwards), "drain"));
    server.start();
  }

  /** HttpServer.stop() itself always waits its whole delay in JDK 17, so it is called last. */
  private void drain(Runnable afterwards) {
    draining = true;
    try {
      inFlight.awaitAdvanceInterruptibly(
          inFlight.arrive(), DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.log(Level.WARNING, "some requests are cut off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
    afterwards.run();
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    byte[] body = "{\"error\":\"not serving\"}\n".getBytes(UTF_8);
    exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(503, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String required(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("environment variable " + name + " is missing");
    }
    return value;
  }
}
