package dev.drydock.e2e;

import dev.drydock.activities.Required;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real parts, as the environment names them; {@code e2e/up} prints it.
 *
 * @param kubeconfig of an administrator of a test cluster
 * @param temporal {@code host:port} as tests and pods reach it
 * @param database of a superuser, as tests and pods reach it: {@code
 *     postgresql://user:password@host:port/postgres}
 * @param registry {@code host:port} that images are pushed to and pulled from
 * @param host address of this machine, as pods reach it
 * @param machine where {@code e2e/up} keeps the parts' state, if it runs them: what may be killed
 */
record Parts(
    Path kubeconfig,
    String temporal,
    URI database,
    String registry,
    String host,
    Optional<Path> machine) {
  private static final List<String> NAMES =
      List.of("KUBECONFIG", "TEMPORAL_ADDRESS", "DRYDOCK_E2E_DATABASE", "DRYDOCK_E2E_REGISTRY");

  /** What the environment says; skips the test where it says nothing. */
  static Parts required() {
    Map<String, String> environment = System.getenv();
    List<String> missing = new ArrayList<>(NAMES);
    missing.removeAll(environment.keySet());
    if (!missing.isEmpty()) {
      Required.skipOrFail(
          "not set: " + String.join(", ", missing) + "; eval \"$(e2e/up)\" sets all of it");
    }
    URI database = URI.create(environment.get("DRYDOCK_E2E_DATABASE"));
    return new Parts(
        Path.of(environment.get("KUBECONFIG")),
        environment.get("TEMPORAL_ADDRESS"),
        database,
        environment.get("DRYDOCK_E2E_REGISTRY"),
        environment.getOrDefault("DRYDOCK_E2E_HOST", hostTowards(database)),
        Optional.ofNullable(environment.get("DRYDOCK_E2E_PARTS")).map(Path::of));
  }

  /** The address with which this machine shows itself there: where local clusters reach it, too. */
  private static String hostTowards(URI database) {
    try (Socket socket = new Socket(database.getHost(), database.getPort())) {
      InetAddress mine = socket.getLocalAddress();
      return mine.getHostAddress();
    } catch (IOException e) {
      throw new IllegalStateException(
          "the database of DRYDOCK_E2E_DATABASE cannot be reached: " + e.getMessage(), e);
    }
  }

  String image(String nameAndTag) {
    return registry + "/" + nameAndTag;
  }
}
