package dev.drydock.sandbox.bot;

import dev.drydock.sandbox.slack.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * One card of each kind on the look-alike's page, to look at: {@code -Dtest=CardGallery
 * -Dgallery.port=8090}; ends when the file {@code target/gallery-stop} appears.
 */
@EnabledIfSystemProperty(named = "gallery.port", matches = "\\d+")
class CardGallery {
  @Test
  void show() throws Exception {
    Path stop = Path.of("target", "gallery-stop");
    Files.deleteIfExists(stop);
    String only = System.getProperty("gallery.only", "all");
    try (BotWorld world = new BotWorld("socket", Integer.getInteger("gallery.port"))) {
      world.started();
      for (String kind :
          only.equals("all")
              ? "refused waiting upgrading upgraded rolledBack needsOperator".split(" ")
              : new String[] {only}) {
        String run = "keeper-" + kind.toLowerCase(java.util.Locale.ROOT);
        tell(world, kind, run);
        Message card = world.card(run, "drydock audit");
        System.getLogger("gallery").log(System.Logger.Level.INFO, card.ts());
      }
      while (!Files.exists(stop)) {
        Thread.onSpinWait();
        java.util.concurrent.locks.LockSupport.parkNanos(200_000_000L);
      }
    }
  }

  private static void tell(BotWorld world, String kind, String run) {
    var story = new dev.drydock.bot.slack.Story(world.book, run, BotWorld.minutesAgo(3));
    switch (kind) {
      case "refused" -> story.refused();
      case "waiting" -> story.waiting().decided("ben", true, "");
      case "upgrading" -> story.upgrading();
      case "upgraded" -> story.upgraded();
      case "rolledBack" -> story.rolledBack();
      default -> story.needsOperator();
    }
  }
}
