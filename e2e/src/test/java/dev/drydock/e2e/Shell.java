package dev.drydock.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands of this machine, as a person would type them. */
final class Shell {
  /** The checkout's root. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final int MINUTES = 10;

  private Shell() {}

  /**
   * @param output both streams
   */
  record Ended(int code, String output) {}

  /** Runs it in the checkout's root; fails with its output if it fails. */
  static String run(Map<String, String> environment, List<String> command) throws IOException {
    Ended ended = attempt(environment, command);
    if (ended.code() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " ended with " + ended.code() + ":\n" + ended.output());
    }
    return ended.output();
  }

  static Ended attempt(Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " does not end:\n" + output);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return new Ended(process.exitValue(), output);
  }
}
