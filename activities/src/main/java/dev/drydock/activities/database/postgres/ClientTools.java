package dev.drydock.activities.database.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own client tools on this machine: the first directory that has both. */
public final class ClientTools {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");
  private static final int ANSWER_SECONDS = 10;

  private final List<Path> directories;

  private ClientTools(List<Path> directories) {
    this.directories = directories;
  }

  public static ClientTools onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    return new ClientTools(
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(path)
            .filter(directory -> !directory.isBlank())
            .map(Path::of)
            .toList());
  }

  public static ClientTools in(Path... directories) {
    return new ClientTools(List.of(directories));
  }

  /**
   * @param major number before the first point
   */
  record Found(Path dump, Path restore, String version, int major) {}

  /** Asked anew each time: an image may be changed under a running configuration. */
  Optional<Found> find() {
    return directories.stream().map(ClientTools::found).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Found> found(Path directory) {
    Path dump = directory.resolve("pg_dump");
    Path restore = directory.resolve("pg_restore");
    if (!Files.isExecutable(dump) || !Files.isExecutable(restore)) {
      return Optional.empty();
    }
    Matcher version = VERSION.matcher(output(dump, "--version"));
    return version.find()
        ? Optional.of(
            new Found(dump, restore, version.group(1), Integer.parseInt(version.group(2))))
        : Optional.empty();
  }

  private static String output(Path program, String argument) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), argument).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return text;
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
