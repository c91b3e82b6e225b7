package dev.drydock.bot.slack;

import static dev.drydock.bot.slack.QuickCards.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.methods.request.chat.ChatUpdateRequest;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.CardStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a card that Slack does not let the bot rewrite. */
@Timeout(20)
class DeniedCardTest {
  private static final String RUN = "keeper-41";
  private final MemoryBook book = new MemoryBook();
  private final MemoryCards store = new MemoryCards();
  private final FakeMethods slack = new FakeMethods();
  private Story story = new Story(book, RUN, Instant.now());
  private Cards cards;

  @AfterEach
  void stop() {
    cards.kill();
  }

  private void start() {
    cards = QuickCards.of(book, store, slack.client());
    cards.start();
  }

  private boolean isTold() {
    return store.find(RUN).map(CardStore.Card::toldSeq).orElse(-1L) == story.view().seq();
  }

  /** The card as it would be drawn now. */
  private String look() {
    return store.find(RUN).map(CardStore.Card::look).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not_in_channel", "is_archived", "missing_scope", "channel_not_found"})
  void isDrawnOnceTheBotIsLetInAgain(String error) throws Exception {
    story.waiting();
    start();
    await(this::isTold);
    String before = look();
    slack.deniesUpdate = request -> error;
    story.approved();
    await(() -> cards.trouble().contains("the card of keeper-41: chat.update: " + error));
    assertThat(look()).isEqualTo(before);
    slack.deniesUpdate = request -> null;
    await(() -> isTold() && cards.trouble().isEmpty());
    assertThat(slack.updates).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"message_not_found", "cant_update_message", "edit_window_closed"})
  void isLeftWhereNobodyCanChangeItAnyMore(String error) throws Exception {
    story.waiting();
    start();
    await(this::isTold);
    slack.deniesUpdate = request -> error;
    story.approved();
    await(this::isTold);
    assertThat(cards.trouble()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_blocks_format"})
  void isWrittenOnceAsTextWhereSlackDoesNotTakeItsBlocks(String error) throws Exception {
    story.waiting();
    start();
    await(this::isTold);
    slack.deniesUpdate = request -> request.getBlocksAsString().equals("[]") ? null : error;
    story.approved().down();
    await(this::isTold);
    await(() -> cards.trouble().contains("text alone: chat.update: " + error));
    List<ChatUpdateRequest> sent = List.copyOf(slack.updates);
    assertThat(sent)
        .last()
        .satisfies(r -> assertThat(r.getText()).startsWith("In progress (seal)"));
    Thread.sleep(20 * QuickCards.OFTEN.toMillis());
    assertThat(slack.updates).as("not again and again").hasSize(sent.size());
    slack.deniesUpdate = request -> null;
    story.closed(Outcome.ROLLED_BACK, "because", 17, List.of());
    await(() -> isTold() && cards.trouble().isEmpty());
  }

  @Test
  void itsThreadIsToldOnceTheBotIsLetInAgain() throws Exception {
    story.waiting();
    start();
    await(this::isTold);
    slack.deniesReply = "not_in_channel";
    story.approved();
    await(() -> cards.trouble().contains("chat.postMessage: not_in_channel"));
    assertThat(isTold()).isFalse();
    slack.deniesReply = null;
    await(() -> isTold() && cards.trouble().isEmpty());
  }

  @Test
  void oneRunsTroubleIsNotForgottenOverAnother() throws Exception {
    story.waiting();
    start();
    await(this::isTold);
    slack.deniesUpdate = request -> "is_archived";
    story.approved();
    await(() -> !cards.trouble().isEmpty());
    story = new Story(book, "keeper-42", Instant.now()).waiting();
    await(() -> store.find("keeper-42").filter(card -> card.toldSeq() > 0).isPresent());
    assertThat(cards.trouble()).contains("keeper-41");
  }

  @Test
  void nobodyWaitsForAChannelOfARunThatIsLongOver() throws Exception {
    story = new Story(book, RUN, Instant.now().minus(Duration.ofDays(3))).waiting();
    start();
    await(this::isTold);
    slack.deniesUpdate = request -> "is_archived";
    story.closed(Outcome.REJECTED, "no", 0, List.of());
    int before = slack.called.size();
    await(() -> slack.called.size() > before);
    Thread.sleep(20 * QuickCards.OFTEN.toMillis());
    assertThat(slack.called).hasSize(before + 1);
    assertThat(cards.trouble()).isEmpty();
  }
}
