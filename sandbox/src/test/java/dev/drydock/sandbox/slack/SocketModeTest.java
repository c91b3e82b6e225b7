package dev.drydock.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slack's own SDK over Socket Mode against this Slack. */
class SocketModeTest {
  private static final String CHANNEL = "C0MIGRATE";

  private FakeSlack slack;
  private BoltBot bot;

  @BeforeEach
  void start() throws Exception {
    slack = FakeSlack.start(Workspace.demo(), 0);
    bot = new BoltBot(slack).overSockets(slack);
  }

  @AfterEach
  void stop() throws Exception {
    bot.close();
    slack.close();
  }

  @Test
  void aCommandIsAnsweredToThatPersonAlone() {
    Seen seen = slack.as("U0ANA").in(CHANNEL).slash("/migrate", "help");

    assertThat(seen.text()).isEqualTo("Type `/migrate keeper 1.9.0`");
    assertThat(slack.channel(CHANNEL).messages()).isEmpty();
    assertThat(slack.ephemerals("U0BEN")).isEmpty();
  }

  @Test
  void theCardChangesInPlaceWhenSomebodyElseApproves() {
    slack.as("U0ANA").in(CHANNEL).slash("/migrate", "keeper 1.9.0");
    Message card = slack.channel(CHANNEL).awaitMessage(m -> m.actionIds().contains("approve"));

    Seen refused = slack.as("U0ANA").in(CHANNEL).press(card.ts(), "approve");
    assertThat(refused.ok()).isTrue();
    slack.awaitEphemeral("U0ANA", m -> m.text().equals("You cannot approve your own run."));

    slack.as("U0BEN").in(CHANNEL).press(card.ts(), "approve");
    Message after = slack.channel(CHANNEL).awaitMessage(m -> m.actionIds().isEmpty());
    assertThat(after.ts()).isEqualTo(card.ts());
    assertThat(after.allText()).isEqualTo("approved by <@U0BEN>");
    assertThat(after.edited()).isTrue();
    assertThat(slack.channel(CHANNEL).messages()).hasSize(1);
  }

  @Test
  void aFormShowsItsErrorsAndThenCloses() {
    Seat ana = slack.as("U0ANA").in(CHANNEL);
    ana.slash("/migrate", "form");
    View form = slack.awaitView("U0ANA", v -> v.callbackId().equals("start"));

    assertThat(ana.submit(form.id(), Map.of()).fieldErrors())
        .containsEntry("plan", "Please complete this required field.");
    assertThat(ana.submit(form.id(), Map.of("name", "Keeper!")).fieldErrors())
        .containsEntry("plan", "Use a-z.");
    assertThat(slack.views("U0ANA")).hasSize(1);

    assertThat(ana.submit(form.id(), Map.of("name", "keeper")).ok()).isTrue();
    assertThat(slack.views("U0ANA")).isEmpty();
    slack.channel(CHANNEL).awaitMessage(m -> m.allText().contains("*keeper* waits"));
  }

  @Test
  void anExternalSelectAsksTheAppAndClosingTellsIt() {
    Seat ana = slack.as("U0ANA").in(CHANNEL);
    ana.slash("/migrate", "form");
    View form = slack.awaitView("U0ANA", v -> true);

    assertThat(ana.suggest(form.id(), "app", "keep").toString()).contains("keep-db");
    ana.closeView(form.id());
    assertThat(bot.closed).hasValue(1);
    assertThat(slack.views("U0ANA")).isEmpty();
  }

  @Test
  void aLateAppIsSlacksTimeOutToThePerson() {
    slack.timing().ackDeadline(Duration.ofMillis(300));

    Seen seen = slack.as("U0ANA").in(CHANNEL).slash("/migrate", "hang");

    assertThat(seen.error()).isEqualTo("operation_timeout");
    assertThat(seen.text()).isEqualTo("/migrate failed with the error \"operation_timeout\"");
  }

  @Test
  void theSecondAnswerComesByResponseUrl() {
    slack.as("U0ANA").in(CHANNEL).slash("/migrate", "later");

    slack.awaitEphemeral("U0ANA", m -> m.text().equals("told you later"));
  }

  @Test
  void anEnvelopeDeliveredTwiceRunsTheHandlerTwice() {
    slack.as("U0ANA").in(CHANNEL).slash("/migrate", "keeper");
    Message card = slack.channel(CHANNEL).awaitMessage(m -> m.actionIds().contains("approve"));
    slack.faults().deliverTwice(1);

    slack.as("U0ANA").in(CHANNEL).press(card.ts(), "approve");

    slack.await("both deliveries", () -> slack.ephemerals("U0ANA").size() == 2);
    assertThat(bot.presses).hasValue(2);
  }

  @Test
  void aRefreshedConnectionComesBackAndServes() {
    int before = slack.calls("apps.connections.open").size();
    slack.faults().refreshSockets();

    slack.await(
        "a new connection",
        () -> slack.calls("apps.connections.open").size() > before && slack.connections() == 1);
    assertThat(slack.as("U0ANA").in(CHANNEL).slash("/migrate", "help").ok()).isTrue();
  }

  @Test
  void whenSlackIsDownNothingArrivesAndLaterItDoes() throws Exception {
    slack.faults().down();
    assertThat(slack.as("U0ANA").in(CHANNEL).slash("/migrate", "help").text())
        .isEqualTo("/migrate failed with the error \"dispatch_failed\"");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> bot.client().authTest(r -> r))
        .isInstanceOf(java.io.IOException.class);

    slack.faults().up();
    slack.awaitConnection();
    assertThat(bot.client().authTest(r -> r).isOk()).isTrue();
    assertThat(slack.as("U0ANA").in(CHANNEL).slash("/migrate", "help").ok()).isTrue();
  }

  @Test
  void aCommandInAThreadIsRefusedAndAnUnknownOneExplained() {
    Seat ana = slack.as("U0ANA").in(CHANNEL);
    assertThat(ana.slashInThread("/migrate", "1.000001").text())
        .isEqualTo("/migrate is not supported in threads. Sorry!");
    assertThat(ana.slash("/deploy", "").text()).startsWith("`/deploy` is not a valid command.");
  }

  @Test
  void envelopesGoToEitherOfTwoConnections() throws Exception {
    try (BoltBot second = new BoltBot(slack)) {
      second.overSockets(slack);
      slack.await("two connections", () -> slack.connections() == 2);
      slack.as("U0ANA").in(CHANNEL).slash("/migrate", "keeper");
      Message card = slack.channel(CHANNEL).awaitMessage(m -> m.actionIds().contains("approve"));

      for (int i = 0; i < 10; i++) {
        assertThat(slack.as("U0ANA").in(CHANNEL).press(card.ts(), "approve").ok()).isTrue();
      }

      assertThat(bot.presses).hasValue(5);
      assertThat(second.presses).hasValue(5);
    }
  }

  @Test
  void aThreadOutlivesItsDeletedRoot() throws Exception {
    String root = bot.client().chatPostMessage(r -> r.channel(CHANNEL).text("root")).getTs();
    bot.client().chatPostMessage(r -> r.channel(CHANNEL).threadTs(root).text("reply"));

    assertThat(bot.client().chatDelete(r -> r.channel(CHANNEL).ts(root)).isOk()).isTrue();

    assertThat(slack.channel(CHANNEL).thread(root))
        .extracting(Message::text)
        .containsExactly("This message was deleted.", "reply");
  }
}
