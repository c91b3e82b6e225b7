package dev.drydock.sandbox.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Virtual environments, each made once for its requirements and this machine's Python and then
 * found again in the cache. A half-made one (no network, killed) is not mistaken for a whole one,
 * and two processes that want the same one make it once.
 */
final class PythonEnvironment {
  private static final Duration MAKE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(20);
  private static final int REASON_CHARS = 1_500;

  /** Why there is no environment, in words for the person who runs the tests. */
  static final class Unavailable extends Exception {
    Unavailable(String reason) {
      super(reason);
    }
  }

  private record Python(String program, String description) {}

  private final Path cache;
  private final String program;

  /** With {@code DRYDOCK_PYTHON} if it is set, else python3 of the PATH. */
  PythonEnvironment(Path cache) {
    this(
        cache,
        Optional.ofNullable(System.getenv("DRYDOCK_PYTHON"))
            .filter(program -> !program.isBlank())
            .orElse("python3"));
  }

  PythonEnvironment(Path cache, String program) {
    this.cache = cache;
    this.program = program;
  }

  /** The folder of an environment that holds these requirements, with {@code bin/python}. */
  Path of(Path requirements) throws Unavailable, IOException, InterruptedException {
    // A file lock keeps other processes out, and throws at other threads of this one.
    synchronized (PythonEnvironment.class) {
      return madeOnce(requirements);
    }
  }

  private Path madeOnce(Path requirements) throws Unavailable, IOException, InterruptedException {
    Python python = newEnough();
    String key = key(python.description() + "\n" + Files.readString(requirements));
    Files.createDirectories(cache);
    Path place = cache.toRealPath().resolve("venv-" + key);
    Path complete = place.resolve("complete");
    try (FileChannel lock =
            FileChannel.open(
                cache.resolve("venv-" + key + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var ignored = lock.lock()) {
      if (!Files.exists(complete)) {
        ImageFiles.deleteTree(place);
        make(python, place, requirements);
        Files.createFile(complete);
      }
    }
    return place;
  }

  private void make(Python python, Path place, Path requirements)
      throws Unavailable, IOException, InterruptedException {
    demand(
        "cannot make a virtual environment (Debian: package python3-venv)",
        List.of(python.program(), "-m", "venv", place.toString()));
    demand(
        "cannot install the packages of " + requirements,
        List.of(
            place.resolve("bin/python").toString(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "--only-binary=:all:",
            "--requirement",
            requirements.toString()));
  }

  private Python newEnough() throws Unavailable, IOException, InterruptedException {
    String question =
        "import sys; print(sys.version, sys.executable); sys.exit(sys.version_info < (3, 9))";
    Output answer = run(List.of(program, "-c", question), ASK_TIMEOUT);
    if (answer.code() != 0) {
      throw new Unavailable(
          "Python 3.9 or newer is needed; " + program + " says: " + answer.text());
    }
    return new Python(program, answer.text());
  }

  private void demand(String otherwise, List<String> command)
      throws Unavailable, IOException, InterruptedException {
    Output output = run(command, MAKE_TIMEOUT);
    if (output.code() != 0) {
      String text = output.text();
      String end = text.substring(Math.max(0, text.length() - REASON_CHARS));
      throw new Unavailable(otherwise + ": " + end);
    }
  }

  private record Output(int code, String text) {}

  private Output run(List<String> command, Duration timeout)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("python", ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      Files.delete(log);
      return new Output(127, e.getMessage());
    }
    try {
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      String text = Files.readString(log).strip();
      return ended
          ? new Output(process.exitValue(), text)
          : new Output(-1, "no end after " + timeout + ": " + text);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }

  private static String key(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
