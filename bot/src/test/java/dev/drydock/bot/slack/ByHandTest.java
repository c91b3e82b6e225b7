package dev.drydock.bot.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.desk.People;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.ByHand;
import dev.drydock.workflows.book.CardStore;
import dev.drydock.workflows.book.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a person did to what a run left is told in its thread; the card of a run is not begun for
 * it.
 */
@Timeout(20)
class ByHandTest {
  private static final String RUN = "keeper-41";
  private static final ByHand DROP =
      new ByHand(
          "ben", Source.CLI, "drop", "dump keeper-41 of run keeper-41 at /backups/keeper-41");
  private final MemoryBook book = new MemoryBook();
  private final MemoryCards store = new MemoryCards();
  private final FakeMethods slack = new FakeMethods();
  private final Names names = new Names(new People(Map.of()));
  private Cards cards;

  @AfterEach
  void stop() {
    if (cards != null) {
      cards.kill();
    }
  }

  private void start() {
    cards = QuickCards.of(book, store, slack.client());
    cards.start();
  }

  private Story over(Instant begin) {
    return new Story(book, RUN, begin).waiting().closed(Outcome.REJECTED, "no", 0, List.of());
  }

  private void awaitTold() throws InterruptedException {
    QuickCards.await(
        () -> store.find(RUN).map(CardStore.Card::toldSeq).orElse(-1L) >= book.newestSeq());
  }

  @Test
  void theThreadOfARunThatIsOverIsToldAndItsCardStays() throws Exception {
    over(Instant.now());
    start();
    awaitTold();
    int updates = slack.updates.size();
    int messages = Collections.frequency(slack.called, "chatPostMessage");
    book.add(RUN, Instant.now().plusSeconds(90), Event.Kind.BY_HAND, DROP);
    awaitTold();
    assertThat(Collections.frequency(slack.called, "chatPostMessage")).isEqualTo(messages + 1);
    assertThat(slack.updates).hasSize(updates);
  }

  @Test
  void noCardIsBegunForARunOfLongAgo() throws Exception {
    over(Instant.now().minus(Duration.ofDays(3)));
    book.add(RUN, Instant.now(), Event.Kind.BY_HAND, DROP);
    start();
    Thread.sleep(20 * QuickCards.OFTEN.toMillis());
    assertThat(slack.called).isEmpty();
  }

  @Test
  void theThreadSaysWhoDidWhatToWhat() {
    Story story = over(Instant.now());
    long told = book.newestSeq();
    book.add(RUN, Instant.now(), Event.Kind.BY_HAND, DROP);
    assertThat(new Notes(story.view(), names).after(book.events(RUN), told))
        .singleElement()
        .satisfies(
            note ->
                assertThat(note.text())
                    .startsWith("ben, by hand: drop. Dump keeper-41 of run keeper-41 at"));
  }
}
