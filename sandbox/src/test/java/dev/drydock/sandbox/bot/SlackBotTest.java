package dev.drydock.sandbox.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sandbox.slack.Message;
import dev.drydock.sandbox.slack.View;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.config.RequestConfig;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do in Slack and what they see, over the wire, in both modes. */
class SlackBotTest {
  private BotWorld world;

  private void start(String mode) throws Exception {
    world = new BotWorld(mode).started();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void aRunIsAskedForApprovedByTwoAndSeenToTheEnd(String mode) throws Exception {
    start(mode);
    world.ana().slash("/migrate", "keeper 1.9.0");
    world.slack.awaitEphemeral("U0ANA", m -> m.allText().contains("The card comes in"));
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    assertThat(card.actionIds()).contains("approve", "reject", "sql", "abort");

    world.ben().press(card.ts(), "approve");
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("1 more needed"));
    world.card("keeper-41", "(1 given)");
    world.cho().press(card.ts(), "approve");
    world.slack.awaitEphemeral("U0CHO", m -> m.allText().contains("0 more needed"));

    world
        .story("keeper-41")
        .closed(dev.drydock.workflows.Outcome.UPGRADED, "", 12, java.util.List.of("ben", "cleo"));
    Message over = world.card("keeper-41", "Upgraded: keeper");
    assertThat(over.ts()).isEqualTo(card.ts());
    assertThat(over.actionIds()).isEmpty();
    assertThat(over.allText()).contains("12 s").contains("<@U0BEN>");
    world
        .slack
        .channel(BotWorld.CHANNEL)
        .awaitReply(card.ts(), m -> m.allText().contains("*Upgraded.*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void rejectingAsksWhy(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    world.ben().press(card.ts(), "reject");
    View form = world.slack.awaitView("U0BEN", v -> true);
    world.ben().submit(form.id(), Map.of("reason", "not on a Friday <!channel>"));
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("Rejected."));
    Message over = world.card("keeper-41", "Rejected: keeper");
    assertThat(over.allText()).contains("not on a Friday &lt;!channel&gt;");
    assertThat(over.actionIds()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void whoAskedCannotApprove(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    world.ana().press(card.ts(), "approve");
    world.slack.awaitEphemeral("U0ANA", m -> m.allText().contains("somebody else has to approve"));
    assertThat(world.card("keeper-41", "Waiting for 2 approvals:").actionIds()).contains("approve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void mistakesAreAnsweredAtOnceAndNothingRuns(String mode) throws Exception {
    start(mode);
    assertThat(world.ana().slash("/migrate", "aprove keeper-41").text())
        .contains("/migrate approve keeper-41");
    assertThat(world.ana().slash("/migrate", "keper 1.9.0").text())
        .contains("/migrate keeper 1.9.0");
    assertThat(world.ana().slash("/migrate", "keeper 1.9.0 --force").text()).contains("Try");
    assertThat(world.ana().slash("/migrate", "help").text()).contains("/migrate APP VERSION");
    assertThat(world.desk.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void strangersGuestsAndTheDepartedAreTurnedAway(String mode) throws Exception {
    start(mode);
    for (String user : new String[] {"U0GIL", "U0DORA", "U0EVE"}) {
      world.slack.as(user).in(BotWorld.CHANNEL).slash("/migrate", "keeper 1.9.0");
      world.slack.awaitEphemeral(
          user, m -> m.allText().matches("(?s).*(Guests|Only people|deactivated).*"));
    }
    assertThat(world.desk.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void aFailureInsideIsAnsweredWithAReferenceAndNoSecret(String mode) throws Exception {
    start(mode);
    world.ana().slash("/migrate", "keeper broken");
    Message told = world.slack.awaitEphemeral("U0ANA", m -> m.allText().contains("log under"));
    assertThat(told.allText()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void missingWordsOpenAForm(String mode) throws Exception {
    start(mode);
    world.ana().slash("/migrate", "keeper");
    View form = world.slack.awaitView("U0ANA", v -> true);
    assertThat(world.ana().submit(form.id(), Map.of("version", "1 9")).fieldErrors())
        .containsKey("version");
    world.ana().submit(form.id(), Map.of("version", "1.9.0"));
    Awaitility.await().until(() -> world.desk.asked().contains("start keeper 1.9.0 by ana"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void aPlanTouchesNothingAndComesToOnePerson(String mode) throws Exception {
    start(mode);
    assertThat(world.ana().slash("/migrate", "plan keeper 1.9.0").text()).contains("Computing");
    Message plan = world.slack.awaitEphemeral("U0ANA", m -> m.allText().contains("Way back"));
    assertThat(plan.allText()).contains("2 changes").contains("ALTER TABLE build");
    assertThat(world.slack.channel(BotWorld.CHANNEL).messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void approvingByWordNeedsTheCode(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    String code = dev.drydock.workflows.Digest.code(world.story("keeper-41").plan().digest());
    world.ben().slash("/migrate", "approve keeper-41");
    world.slack.awaitEphemeral(
        "U0BEN", m -> m.allText().contains("/migrate approve keeper-41 " + code));
    assertThat(world.desk.asked()).isEmpty();
    world.ben().slash("/migrate", "approve keeper-41 " + code.toLowerCase(java.util.Locale.ROOT));
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("1 more needed"));
    assertThat(world.desk.asked()).containsExactly("approve keeper-41 by ben[S0APPROVE]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void aPressOnAScreenThatIsOutOfDateIsToldSo(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    world.story("keeper-41").approved().down();
    world.card("keeper-41", "gate approved");
    world.ben().press(card, "approve");
    world.slack.awaitEphemeral(
        "U0BEN", m -> m.allText().contains("not waiting at a gate any more"));
    assertThat(world.book.refusals()).hasSize(1);
    assertThat(world.desk.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void aGroupThatCannotBeReadCountsAsEmptyAndIsSaidSo(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    world.slack.faults().fail("usergroups.users.list", "plan_upgrade_required");
    world.cho().press(card.ts(), "approve");
    world.slack.awaitEphemeral(
        "U0CHO", m -> m.allText().contains("cannot be read counts as empty"));
    assertThat(world.desk.asked()).containsExactly("approve keeper-41 by cleo[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void whoAsksAndWhoOperatesIsLookedUpInTheirGroups(String mode) throws Exception {
    start(mode);
    Listed members = new Listed(List.of(), List.of("S0APPROVE"));
    world.desk.request = new RequestConfig(members, null);
    world.story("keeper-41").operators(members).waiting();
    world.ben().slash("/migrate", "resume keeper-41");
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("Tried again."));
    world.ben().slash("/migrate", "plan keeper 1.9.0");
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("Nothing was touched"));
    assertThat(world.desk.asked())
        .containsExactly(
            "resume keeper-41 by ben[S0APPROVE]", "plan keeper 1.9.0 by ben[S0APPROVE]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void whoMayNotAskIsToldAloneAndWhereAGroupMayBeWhy(String mode) throws Exception {
    start(mode);
    world.desk.request = new RequestConfig(new Listed(List.of(), List.of("S0APPROVE")), null);
    world.slack.faults().fail("usergroups.users.list", "plan_upgrade_required");
    world.cho().slash("/migrate", "plan keeper pr-666");
    world.slack.awaitEphemeral(
        "U0CHO",
        m ->
            m.allText().contains("may not be asked for")
                && m.allText().contains("Slack did not tell who is in S0APPROVE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void aPressThatSlackDeliversTwiceCountsOnce(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    world.slack.faults().deliverTwice(1);
    world.ben().press(card.ts(), "approve");
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("1 more needed"));
    world.ben().slash("/migrate", "status keeper-41");
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("(1 given)"));
    assertThat(world.desk.asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void aMessageThatIsNotTheCardDecidesNothing(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    world.cards.moved("keeper-41", BotWorld.CHANNEL, "1700000000.000001");
    world.ben().press(card, "approve");
    world.slack.awaitEphemeral("U0BEN", m -> m.allText().contains("is not the card of run"));
    assertThat(world.desk.asked()).isEmpty();
    assertThat(world.book.refusals()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "http"})
  void theSqlAndTheAbortAreOneButtonAway(String mode) throws Exception {
    start(mode);
    world.story("keeper-41").waiting();
    Message card = world.card("keeper-41", "Waiting for 2 approvals");
    world.ben().press(card.ts(), "sql");
    View sql = world.slack.awaitView("U0BEN", v -> true);
    assertThat(sql.toString()).contains("ALTER TABLE build");
    world.ana().press(card.ts(), "abort");
    View form = world.slack.awaitView("U0ANA", v -> true);
    world.ana().submit(form.id(), Map.of("reason", "wrong day"));
    world.slack.awaitEphemeral("U0ANA", m -> m.allText().contains("Stopped."));
    assertThat(world.desk.asked()).containsExactly("abort keeper-41 by ana: wrong day");
  }
}
