package dev.drydock.sandbox.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code drydock serve}, or what is like it, as a process of its own. */
public final class Served implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SMALL =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Process process;
  private final int port;
  private final Path log;

  private Served(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /**
   * @param config of the process, without {@code serve:}
   */
  static Served start(Path directory, String config, String roles) throws IOException {
    return start(directory, config, "dev.drydock.bot.Main", "serve", "--roles", roles);
  }

  /**
   * @param config of the process, without {@code serve:}
   * @param main the class that serves
   */
  public static Served start(Path directory, String config, String main, String... arguments)
      throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path own = Files.createTempDirectory(directory, "served-");
    Path file = own.resolve("drydock.yaml");
    Files.writeString(file, config + "\nserve: {port: " + port + ", logs: json, drain: 2m}\n");
    Path log = own.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SMALL);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DRYDOCK_CONFIG", file.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new Served(builder.start(), port, log);
  }

  public Process process() {
    return process;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            // as the probes of k8s/ have it
            .timeout(Duration.ofSeconds(5))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  public boolean answers(String path, int status, String words) {
    return answers(path, answer -> answer.statusCode() == status && answer.body().contains(words));
  }

  /** Whether {@code /readyz} is answered, without that word. */
  boolean saysNothingOf(String word) {
    return answers("/readyz", answer -> !answer.body().contains(word));
  }

  private boolean answers(String path, Predicate<HttpResponse<String>> as) {
    try {
      return as.test(get(path));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What it wrote, as it is. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** What it logged, a line each. */
  List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      if (line.startsWith("{")) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }
}
