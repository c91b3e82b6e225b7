package dev.drydock.bot.slack;

import static dev.drydock.bot.slack.QuickCards.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.Event;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one run or one reading of the ledger does to the cards of all. */
@Timeout(20)
class CardsGoOnTest {
  private final MemoryBook book = new MemoryBook();
  private final MemoryCards store = new MemoryCards();
  private final FakeMethods slack = new FakeMethods();
  private final Cards cards = QuickCards.of(book, store, slack.client());

  @AfterEach
  void stop() {
    cards.kill();
  }

  private boolean isTold(Story story) {
    String run = story.view().run();
    return store.find(run).map(CardStore.Card::toldSeq).orElse(-1L) == story.view().seq();
  }

  @Test
  void aRunThatOnlyANewerBotCanReadKeepsNoOtherCardBack() throws Exception {
    new Story(book, "keeper-41", Instant.now()).waiting();
    book.add("keeper-41", Instant.now(), Event.Kind.STEP_STARTED, Map.of("step", "SOAK"));
    Story good = new Story(book, "keeper-42", Instant.now()).waiting();
    cards.start();
    await(() -> isTold(good));
    assertThat(cards.trouble()).isEmpty();
    assertThat(store.find("keeper-41")).as("left to the newer bot").isEmpty();
  }

  @Test
  void whatOnlyANewerBotKnowsLeavesTheCardAsItIsAndIsNotTold() throws Exception {
    Story story = new Story(book, "keeper-41", Instant.now()).waiting();
    book.add("keeper-41", Instant.now(), Event.Kind.UNKNOWN, Map.of("by", "ana"));
    cards.start();
    await(() -> isTold(story));
  }

  /** A scheduler ends for good at what is thrown on, and without a word. */
  @Test
  void anErrorIsToldAndEndsNothing() throws Exception {
    Error error = new NoClassDefFoundError("dev/drydock/Gone");
    book.failsToLook(error);
    cards.start();
    await(() -> cards.trouble().contains("NoClassDefFoundError: dev/drydock/Gone"));
    book.failsToFind(error);
    book.failsToLook(null);
    Story story = new Story(book, "keeper-41", Instant.now()).waiting();
    await(() -> cards.trouble().contains("the card of keeper-41 could not be drawn"));
    book.failsToFind(null);
    await(() -> isTold(story) && cards.trouble().isEmpty());
  }
}
