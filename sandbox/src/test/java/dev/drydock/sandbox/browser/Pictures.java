package dev.drydock.sandbox.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TakesScreenshot;

/**
 * Screenshots under {@code target/screenshots}. The few that the documents show are written to the
 * directory that the system property {@code drydock.pictures} names, if it names one.
 */
final class Pictures {
  private static final Path ALL = Path.of("target", "screenshots");
  private final Optional<Path> kept =
      Optional.ofNullable(System.getProperty("drydock.pictures")).map(Path::of);

  void take(String name, TakesScreenshot of) {
    write(ALL, name, of);
  }

  void keep(String name, TakesScreenshot of) {
    write(kept.orElse(ALL), name, of);
  }

  private static void write(Path directory, String name, TakesScreenshot of) {
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve(name + ".png"), of.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
