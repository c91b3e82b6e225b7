package dev.drydock.sandbox.kill;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Temporal server on loopback whose histories outlive it: one process of the program that
 * {@code e2e/up} builds, on a file.
 */
final class MortalTemporal implements AutoCloseable {
  static final String ABSENT =
      "no temporal-server on the PATH or in DRYDOCK_E2E_PARTS/bin: a Temporal that is killed has to"
          + " find its histories again; e2e/up builds it, with Go";
  private static final String PARTS = "/var/lib/drydock-e2e";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PORTS = 8;

  private final Path program;
  private final Path directory;
  private final List<Integer> ports;
  private Process process;

  private MortalTemporal(Path program, Path directory, List<Integer> ports) {
    this.program = program;
    this.directory = directory;
    this.ports = ports;
  }

  /** The program, where this machine has it. */
  static Optional<Path> find() {
    String parts = Optional.ofNullable(System.getenv("DRYDOCK_E2E_PARTS")).orElse(PARTS);
    return Stream.concat(Stream.of(parts + "/bin"), Stream.of(System.getenv("PATH").split(":")))
        .map(bin -> Path.of(bin, "temporal-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static MortalTemporal start(Path program, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String file : List.of("temporal.yaml", "dynamic.yaml")) {
      try (InputStream resource = MortalTemporal.class.getResourceAsStream("/kill/" + file)) {
        Files.write(directory.resolve(file), resource.readAllBytes());
      }
    }
    MortalTemporal temporal = new MortalTemporal(program, directory, freePorts());
    temporal.start();
    Runtime.getRuntime().addShutdownHook(new Thread(temporal::close, "temporal-end"));
    return temporal;
  }

  /** {@code 127.0.0.1:port}. */
  String address() {
    return "127.0.0.1:" + ports.get(0);
  }

  /** Begins, or goes on with what its file holds; returns when it takes connections. */
  synchronized void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--config-file",
            directory.resolve("temporal.yaml").toString(),
            "--allow-no-auth",
            "start");
    builder.environment().put("TEMPORAL_FILE", directory.resolve("temporal.db").toString());
    builder.environment().put("DYNAMIC", directory.resolve("dynamic.yaml").toString());
    for (int i = 0; i < PORTS; i++) {
      builder.environment().put("PORT_" + i, String.valueOf(ports.get(i)));
    }
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    process = builder.start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("Temporal: " + Files.readString(directory.resolve("log")));
      }
      pause();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0)), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** SIGKILL. */
  synchronized void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < PORTS; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket one : held) {
        one.close();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
