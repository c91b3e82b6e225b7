package dev.drydock.sandbox.apps;

import java.io.File;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs processes of an image the way the sandbox's cluster does. */
final class ImageProcess implements AutoCloseable {
  private static final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** How a command ended. */
  record Ended(int code, String out, String err) {}

  final URI uri;
  private final Process process;
  private final Path log;

  private ImageProcess(URI uri, Process process, Path log) {
    this.uri = uri;
    this.process = process;
    this.log = log;
  }

  static ImageProcess serve(BuiltImage image, String databaseUrl) throws IOException {
    int port = freePort();
    Path log = Files.createTempFile("app", ".log");
    ProcessBuilder builder = builder(image, databaseUrl, image.entrypoint());
    builder.environment().put("PORT", "" + port);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new ImageProcess(URI.create("http://127.0.0.1:" + port + "/"), builder.start(), log);
  }

  static Ended run(BuiltImage image, String databaseUrl, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("tool", ".out");
    Path err = Files.createTempFile("tool", ".err");
    Process process =
        builder(image, databaseUrl, List.of(command))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IOException(String.join(" ", command) + " did not end: " + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static ProcessBuilder builder(
      BuiltImage image, String databaseUrl, List<String> command) {
    // As in a shell, env finds the program through the PATH that the process gets.
    ProcessBuilder builder = new ProcessBuilder("/usr/bin/env");
    builder.command().addAll(command);
    Map<String, String> env = builder.environment();
    env.put("PATH", image.root().resolve("bin") + File.pathSeparator + env.get("PATH"));
    env.putAll(image.env());
    env.put("DATABASE_URL", databaseUrl);
    return builder.directory(image.root().toFile());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri.resolve(path)).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> postBuild(String key) throws IOException, InterruptedException {
    String body =
        "{\"product\": \"firefly\", \"git_ref\": \"main\", \"client_key\": \"" + key + "\"}";
    return post("/builds", body);
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri.resolve(path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(5))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The status of /healthz, 0 while nothing listens. */
  int health() throws InterruptedException {
    try {
      return get("/healthz").statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** SIGTERM; returns the exit code. */
  int terminate() throws IOException, InterruptedException {
    process.destroy();
    return exitCode();
  }

  int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IOException("still running: " + log());
    }
    return process.exitValue();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(log);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
