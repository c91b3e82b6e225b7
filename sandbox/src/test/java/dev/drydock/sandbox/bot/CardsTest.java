package dev.drydock.sandbox.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.slack.Call;
import dev.drydock.sandbox.slack.Message;
import dev.drydock.workflows.Step;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cards and threads while Slack, the bot or the ledger misbehave. */
class CardsTest {
  private BotWorld world;

  @BeforeEach
  void world() throws Exception {
    world = new BotWorld("socket");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private List<Message> cardsOf(String run) {
    return world.slack.channel(BotWorld.CHANNEL).messages().stream()
        .filter(m -> m.metadata().path("event_payload").path("run").asText().equals(run))
        .toList();
  }

  private void awaitTold(String run) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(world.cards.find(run).map(card -> card.toldSeq()).orElse(-1L))
                    .isEqualTo(world.book.find(run).orElseThrow().seq()));
  }

  private List<String> thread(String run) {
    return world.slack.channel(BotWorld.CHANNEL).thread(cardsOf(run).get(0).ts()).stream()
        .skip(1)
        .map(Message::allText)
        .toList();
  }

  @Test
  void manyChangesBecomeFewWritesAndTheLastOneWins() {
    world.started();
    world.story("keeper-41").upgrading();
    world.card("keeper-41", "In progress (upgrade): keeper");
    for (int percent = 0; percent <= 1000; percent++) {
      world.story("keeper-41").progress(Step.UPGRADE, "rewriting, " + percent + " of 1000");
    }
    world.card("keeper-41", "rewriting, 1000 of 1000");
    assertThat(world.slack.calls("chat.update")).hasSizeLessThan(6);
    assertThat(cardsOf("keeper-41")).hasSize(1);
  }

  @Test
  void aRateLimitIsObeyedAndNothingIsLost() {
    world.started();
    world.story("keeper-41").waiting();
    world.card("keeper-41", "Waiting for 2 approvals");
    world.slack.faults().rateLimit("chat.update", 1, Duration.ofSeconds(2));
    world.story("keeper-41").approved();
    world.card("keeper-41", "gate approved");
    Awaitility.await().until(() -> afterTheLimit().size() > 1);
    List<Call> updates = afterTheLimit();
    Duration waited = Duration.between(updates.get(0).at(), updates.get(1).at());
    assertThat(waited).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  private List<Call> afterTheLimit() {
    return world.slack.calls("chat.update").stream().dropWhile(c -> c.status() != 429).toList();
  }

  @Test
  void startsWithoutSlackAndCatchesUp() {
    world.slack.faults().down();
    world.bot = world.newBot();
    world.bot.start();
    world.story("keeper-41").upgraded();
    Awaitility.await().until(() -> world.bot.health().trouble().contains("cannot be reached"));
    world.slack.faults().up();
    world.card("keeper-41", "Upgraded: keeper");
    awaitTold("keeper-41");
    assertThat(cardsOf("keeper-41")).hasSize(1);
    Awaitility.await().until(() -> world.bot.health().isWell());
  }

  @Test
  void anOutageInTheMiddleLosesNothing() {
    world.started();
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    awaitTold("keeper-41");
    world.slack.faults().unavailable();
    world.story("keeper-41").approved().down();
    Awaitility.await().until(() -> !world.bot.health().isWell());
    world.slack.faults().up();
    world.card("keeper-41", "seal 1\u00a0s");
    awaitTold("keeper-41");
    assertThat(String.join("\n", thread("keeper-41")))
        .contains("<@U0BEN> approved")
        .contains("Take down done in 3 s: 2 pods ended");
    world.slack.awaitConnection();
    Awaitility.await().until(() -> world.bot.health().isWell());
    world.ana().slash("/migrate", "status keeper-41");
    world.slack.awaitEphemeral("U0ANA", m -> m.allText().contains("keeper-41"));
    assertThat(cardsOf("keeper-41")).extracting(Message::ts).containsExactly(card.ts());
  }

  @Test
  void aLostAnswerToPostingDoesNotPostTwice() {
    world.slack.faults().loseAnswer("chat.postMessage", 1);
    world.started();
    world.story("keeper-41").waiting();
    awaitTold("keeper-41");
    assertThat(cardsOf("keeper-41")).hasSize(1);
  }

  @Test
  void aRunThatEndedWhileTheBotWasAwayIsRewrittenWithoutButtons() {
    world.started();
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    awaitTold("keeper-41");
    world.bot.close();
    world.story("keeper-41").decided("ben", false, "no").gateClosed("rejected");
    world.story("keeper-41").closed(dev.drydock.workflows.Outcome.REJECTED, "no", 0, List.of());
    world.started();
    Message over = world.card("keeper-41", "Rejected: keeper");
    assertThat(over.ts()).isEqualTo(card.ts());
    assertThat(over.actionIds()).isEmpty();
    awaitTold("keeper-41");
    int calls = world.slack.calls().size();
    world.bot.close();
    world.started();
    world.story("keeper-42").waiting();
    awaitTold("keeper-42");
    assertThat(world.slack.calls().subList(calls, world.slack.calls().size()))
        .noneMatch(call -> call.args().toString().contains("keeper-41"));
  }

  @Test
  void aFailureIsBroadcastWithItsLogAndWithoutSecrets() {
    world.started();
    world.story("keeper-41").rolledBack();
    awaitTold("keeper-41");
    List<String> told = thread("keeper-41");
    assertThat(String.join("\n", told)).contains("*Rolling back:*").contains("*Rolled back:*");
    assertThat(world.slack.calls("chat.postMessage").stream().map(c -> c.args().toString()))
        .anyMatch(args -> args.contains("reply_broadcast") && args.contains("Rolling back:"));
    assertThat(world.slack.calls("files.completeUploadExternal")).hasSize(1);
  }

  @Test
  void peopleAreMentionedWhenTheyAreNeeded() {
    world.started();
    world.story("keeper-41").waiting();
    awaitTold("keeper-41");
    assertThat(String.join("\n", thread("keeper-41")))
        .contains("2 approvals needed before take down")
        .contains("<!subteam^S0APPROVE>")
        .doesNotContain("<@U0ANA>");
  }

  @Test
  void aLedgerThatIsAwayIsAskedAgain() {
    world.book.broken(true);
    world.started();
    Awaitility.await().until(() -> world.bot.health().trouble().contains("ledger"));
    world.story("keeper-41").waiting();
    world.book.broken(false);
    world.card("keeper-41", "Waiting for 2 approvals");
    Awaitility.await().until(() -> world.bot.health().isWell());
  }

  @Test
  void aCardThatSomebodyDeletedHoldsNothingUp() {
    world.started();
    world.story("keeper-41").waiting();
    world.card("keeper-41", "Waiting for 2 approvals");
    awaitTold("keeper-41");
    world.slack.faults().fail("chat.update", "message_not_found");
    world.story("keeper-41").approved();
    awaitTold("keeper-41");
    world.slack.faults().heal("chat.update");
    world.story("keeper-42").waiting();
    world.card("keeper-42", "Waiting for 2 approvals");
  }
}
