package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.ledger.sql.KeepAlive;
import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.AppConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Long work asks every few seconds whether the server's host lives. */
@EnabledOnOs(OS.LINUX)
class KeepAliveTest extends WithPostgres {
  /** {@code 02}: the timer that runs is the one of the keepalive; what is left, in 1/100 s. */
  private static final String KEEPALIVE = "02:";

  private static final long MOST_HUNDREDTHS = 1_000;

  @TempDir Path directory;

  @Test
  void aConnectionForLongWorkAsksSoon() throws Exception {
    postgres.freshKeeper();
    AppConfig app = TestApps.keeper(postgres.port(), directory);
    long left =
        new Connections(TestPostgres.SECRETS)
            .longIn(
                app,
                "keeper",
                connection -> {
                  int port = Integer.parseInt(Sql.text(connection, "SELECT inet_client_port()"));
                  return await().until(() -> keepAlive(port), Optional::isPresent).orElseThrow();
                });
    assertThat(left).isLessThanOrEqualTo(MOST_HUNDREDTHS);
  }

  /** As the kernel tells it of the connection from this port to the server. */
  private static Optional<Long> keepAlive(int port) {
    String from = ":%04X".formatted(port);
    String to = ":%04X".formatted(postgres.port());
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> lines(Path.of(table)))
        .map(line -> line.strip().split("\\s+"))
        .filter(cells -> cells[1].endsWith(from) && cells[2].endsWith(to))
        .map(cells -> cells[5])
        .filter(timer -> timer.startsWith(KEEPALIVE))
        .map(timer -> Long.parseLong(timer.substring(KEEPALIVE.length()), 16))
        .findFirst();
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.exists(table) ? Files.readAllLines(table).stream() : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aHostThatIsGoneIsNoticedWithinHalfAMinute() throws Exception {
    try (Socket socket = new KeepAlive().createSocket()) {
      int idle = socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE);
      int between = socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL);
      int times = socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
      assertThat(idle + between * times).isLessThanOrEqualTo(30);
    }
  }
}
