package dev.drydock.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drydock.activities.Required;
import dev.drydock.sandbox.apps.KeeperImages;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.book.RunView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** One world and one browser for all tests of a class; the application is new in each. */
abstract class BrowserWorld {
  private static final Berth KEEPER = Berth.of("keeper").withAlias("harbor");
  @TempDir static Path profile;
  static World world;
  static ChromeDriver driver;
  final Pictures pictures = new Pictures();
  Launched app;
  SlackPage page;

  @BeforeAll
  static void start() throws Exception {
    if (Chromium.missing().isPresent()) {
      return;
    }
    driver = Chromium.open(profile);
    Path directory = Files.createTempDirectory("drydock-browser-");
    world = World.start(new Settings(directory, null, 0, false, List.of(KEEPER)), line -> {});
    KeeperImages.speedUp(directory.resolve("images"));
  }

  @AfterAll
  static void stop() {
    if (driver != null) {
      driver.quit();
    }
    if (world != null) {
      world.close();
    }
  }

  @BeforeEach
  void launch() throws Exception {
    // Not before all tests: there a skip would be reported nowhere.
    Chromium.missing().ifPresent(Required::skipOrFail);
    app = world.launch(KEEPER);
    page = new SlackPage(driver);
    look(Screen.DESK);
    page.open(world.slack().pageUrl());
  }

  @AfterEach
  void takeAway() throws Exception {
    if (app == null) {
      return;
    }
    pictures.take("end", driver);
    // A test that failed leaves a run that holds the database.
    for (RunView open : world.wiring().book().open()) {
      world.slack().as("U0BEN").in("C0MIGRATE").slash("/migrate", "abort " + open.run() + " over");
    }
    await("no run is open")
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.wiring().book().open().isEmpty());
    app.close();
  }

  static void look(Screen screen) {
    Chromium.resize(driver, screen);
  }

  /** The whole page at a desk and on a phone, where all of it has to fit. */
  void pictures(String name) {
    for (Screen screen : List.of(Screen.PHONE, Screen.DESK)) {
      look(screen);
      await(name + " fits on a " + screen.name())
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(Fit.problems(driver)).isEmpty());
      pictures.take(name + "-" + screen.name(), driver);
    }
  }

  /** What users of the application see. */
  String appPage() {
    driver.switchTo().newWindow(WindowType.TAB);
    try {
      driver.get(app.service().toString());
      for (Screen screen : List.of(Screen.PHONE, Screen.DESK)) {
        look(screen);
        assertThat(Fit.problems(driver)).isEmpty();
        pictures.take("keeper-" + app.serving() + "-" + screen.name(), driver);
      }
      return driver.findElement(By.tagName("body")).getText();
    } finally {
      driver.close();
      driver.switchTo().window(driver.getWindowHandles().iterator().next());
    }
  }
}
