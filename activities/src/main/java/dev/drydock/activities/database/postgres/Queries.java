package dev.drydock.activities.database.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Queries too long for a line of Java. */
final class Queries {
  private static final Pattern SINCE = Pattern.compile("-- since (\\d+)$");

  private Queries() {}

  static String read(String name) {
    try (InputStream in = Queries.class.getResourceAsStream("/database/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the lines that end in {@code -- since 15} where the server is older. */
  static String read(String name, int major) {
    return read(name).lines().filter(line -> fits(line, major)).collect(Collectors.joining("\n"));
  }

  private static boolean fits(String line, int major) {
    Matcher since = SINCE.matcher(line);
    return !since.find() || Integer.parseInt(since.group(1)) <= major;
  }
}
