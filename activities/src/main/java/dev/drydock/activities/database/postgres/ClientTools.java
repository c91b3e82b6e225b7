package dev.drydock.activities.database.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own client tools on this machine, of one version or of several. */
public final class ClientTools {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");
  private static final int ANSWER_SECONDS = 10;

  /** Debian's packages put those of each version in a directory of its own. */
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final List<Path> directories;

  private ClientTools(List<Path> directories) {
    this.directories = directories;
  }

  /**
   * All that Debian's packages brought, and on the path. Those first: the one that Debian puts on
   * the path is a wrapper, whose version is not always the one that it runs.
   */
  public static ClientTools onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<Path> directories =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(path)
            .filter(directory -> !directory.isBlank())
            .map(Path::of);
    return new ClientTools(Stream.concat(debians().stream(), directories).toList());
  }

  private static List<Path> debians() {
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions.map(version -> version.resolve("bin")).toList();
    } catch (IOException notThere) {
      return List.of();
    }
  }

  public static ClientTools in(Path... directories) {
    return new ClientTools(List.of(directories));
  }

  /**
   * @param major number before the first point
   */
  record Found(Path dump, Path restore, String version, int major) {}

  /** The newest. Asked anew each time: an image may be changed under a running configuration. */
  Optional<Found> find() {
    return all().max(Comparator.comparingInt(Found::major));
  }

  /**
   * Those for a server: of its own version, else of the next newer one, else the newest. From 17 on
   * {@code pg_restore} begins with a setting that servers of before 17 do not know.
   */
  Optional<Found> find(int serverMajor) {
    return all()
        .filter(found -> found.major() >= serverMajor)
        .min(Comparator.comparingInt(Found::major))
        .or(this::find);
  }

  private Stream<Found> all() {
    return directories.stream().map(ClientTools::found).flatMap(Optional::stream);
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
