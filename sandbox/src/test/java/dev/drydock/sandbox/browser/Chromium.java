package dev.drydock.sandbox.browser;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The browser of this machine, if it has one; nothing is ever downloaded. */
final class Chromium {
  private static final String[] BROWSERS = {"chromium", "chromium-browser", "google-chrome"};

  private Chromium() {}

  /** Why no browser can be driven here. */
  static Optional<String> missing() {
    if (driver().isEmpty() || browser().isEmpty()) {
      return Optional.of(
          "no chromium or no chromedriver on the PATH; on Debian: apt-get install chromium chromium-driver");
    }
    if (onPath("fc-match").isPresent() && !font().contains("Lato")) {
      return Optional.of(
          "the page's font is not there, and what fits on a phone depends on it; on Debian: apt-get install fonts-lato");
    }
    return Optional.empty();
  }

  /** What stands for Slack's font here. */
  private static String font() {
    try {
      Process match =
          new ProcessBuilder("fc-match", "-f", "%{family}", "Lato")
              .redirectErrorStream(true)
              .start();
      return new String(match.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * @param profile an empty directory
   */
  static ChromeDriver open(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-GB",
        "--user-data-dir=" + profile);
    // With the driver's path given, Selenium's manager has nothing to look for.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver().orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    return new ChromeDriver(service, options);
  }

  /** Makes the page as wide as a screen; a phone's has no scroll bars. */
  static void resize(ChromeDriver driver, Screen screen) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", screen.width(),
            "height", screen.height(),
            "deviceScaleFactor", screen.scale(),
            "mobile", screen.width() < 720));
  }

  private static Optional<Path> driver() {
    return onPath("chromedriver");
  }

  private static Optional<Path> browser() {
    return Stream.of(BROWSERS).map(Chromium::onPath).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
