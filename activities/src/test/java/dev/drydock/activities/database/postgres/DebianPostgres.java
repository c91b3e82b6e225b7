package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.fail;

import dev.drydock.activities.Required;
import dev.drydock.activities.database.store.Directories;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A server from a distribution's package, which has the client tools of its version beside it.
 * Where there is none the tests are skipped, or fail when {@code DRYDOCK_REQUIRE_ALL} is true.
 */
public final class DebianPostgres {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

  public static final String ABSENT = "no PostgreSQL server with client tools under " + PACKAGES;

  /**
   * A server that runs and trusts everybody.
   *
   * @param hba its {@code pg_hba.conf}
   */
  public record Running(int port, Path hba, AutoCloseable server) {}

  private DebianPostgres() {}

  /** The newest {@code bin} directory with server and client tools in it. */
  static Path bin() throws IOException {
    Optional<Path> found = find();
    if (found.isEmpty()) {
      Required.skipOrFail(ABSENT);
    }
    return found.orElseThrow();
  }

  public static Optional<Path> find() throws IOException {
    Optional<Path> found = Optional.empty();
    if (Files.isDirectory(PACKAGES)) {
      try (Stream<Path> versions = Files.list(PACKAGES)) {
        found =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> all(bin, "initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore"))
                .max(Comparator.naturalOrder());
      }
    }
    return found;
  }

  static TestPostgres start(Path bin) throws Exception {
    return start(bin, "-c max_connections=200");
  }

  /**
   * @param options of the server: {@code -c max_connections=20}
   */
  static TestPostgres start(Path bin, String options) throws Exception {
    Running running = launch(bin, options);
    TestPostgres postgres = new TestPostgres(running.port(), running.server());
    postgres.prepare(running.hba());
    return postgres;
  }

  public static Running launch(Path bin) throws Exception {
    return launch(bin, "-c max_connections=200");
  }

  private static Running launch(Path bin, String more) throws Exception {
    Path home = Files.createTempDirectory("drydock-debian-pg");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path data = home.resolve("data");
    int port = freePort();
    run(bin.resolve("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8");
    String options =
        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= " + more;
    run(bin.resolve("pg_ctl"), "-D", data, "-w", "-l", home.resolve("log"), "-o", options, "start");
    return new Running(
        port,
        data.resolve("pg_hba.conf"),
        () -> {
          run(bin.resolve("pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop");
          Directories.remove(home);
        });
  }

  private static boolean all(Path bin, String... programs) {
    return Arrays.stream(programs).allMatch(name -> Files.isExecutable(bin.resolve(name)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The server refuses to run as root. */
  private static void run(Object... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      words.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    Arrays.stream(command).map(Object::toString).forEach(words::add);
    Path output = Files.createTempFile("drydock-debian-pg", ".out");
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (process.waitFor() != 0) {
        fail(words + ": " + Files.readString(output, StandardCharsets.UTF_8));
      }
    } finally {
      Files.delete(output);
    }
  }
}
