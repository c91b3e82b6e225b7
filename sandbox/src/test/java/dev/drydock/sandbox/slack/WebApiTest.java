package dev.drydock.sandbox.slack;

import static com.slack.api.model.block.Blocks.asBlocks;
import static com.slack.api.model.block.Blocks.header;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.model.Message.Metadata;
import com.slack.api.model.block.LayoutBlock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Web API as Slack's own client sees it: what it takes, keeps and refuses. */
class WebApiTest {
  private static final String CHANNEL = "C0MIGRATE";

  private FakeSlack slack;
  private BoltBot bot;
  private MethodsClient api;

  @BeforeEach
  void start() throws Exception {
    slack = FakeSlack.start(Workspace.demo(), 0);
    bot = new BoltBot(slack);
    api = bot.client();
  }

  @AfterEach
  void stop() throws Exception {
    bot.close();
    slack.close();
  }

  private ChatPostMessageResponse post(List<LayoutBlock> blocks) throws Exception {
    return api.chatPostMessage(r -> r.channel(CHANNEL).text("t").blocks(blocks));
  }

  @Test
  void blocksOverALimitAreRefusedWithThePlace() throws Exception {
    ChatPostMessageResponse refused =
        post(asBlocks(section(s -> s.text(markdownText("x".repeat(3001))))));

    assertThat(refused.getError()).isEqualTo("invalid_blocks");
    assertThat(refused.getResponseMetadata().getMessages())
        .containsExactly(
            "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]",
            "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]");
    assertThat(post(asBlocks(section(s -> s.text(markdownText("x".repeat(3000)))))).isOk())
        .isTrue();
    assertThat(post(asBlocks(header(h -> h.text(plainText("x".repeat(151)))))).getError())
        .isEqualTo("invalid_blocks");
  }

  @Test
  void fiftyBlocksAndSoManyCharacters() throws Exception {
    List<LayoutBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      blocks.add(section(s -> s.text(markdownText("x"))));
    }
    assertThat(post(blocks).getError()).isEqualTo("invalid_blocks");
    assertThat(post(blocks.subList(0, 50)).isOk()).isTrue();

    List<LayoutBlock> long5 = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long5.add(section(s -> s.text(markdownText("x".repeat(2_900)))));
    }
    assertThat(post(long5).getError()).isEqualTo("msg_blocks_too_long");
  }

  @Test
  void updateTakesLessTextThanPostAndOnlyItsOwnMessages() throws Exception {
    String ts = post(List.of()).getTs();
    assertThat(api.chatUpdate(r -> r.channel(CHANNEL).ts(ts).text("x".repeat(4_001))).getError())
        .isEqualTo("msg_too_long");
    assertThat(api.chatUpdate(r -> r.channel(CHANNEL).ts("1.000000").text("x")).getError())
        .isEqualTo("message_not_found");
    String anas = slack.as("U0ANA").in(CHANNEL).say("mine").ts();
    assertThat(api.chatUpdate(r -> r.channel(CHANNEL).ts(anas).text("x")).getError())
        .isEqualTo("cant_update_message");
    assertThat(api.chatUpdate(r -> r.channel(CHANNEL).ts(ts)).getError()).isEqualTo("no_text");
  }

  @Test
  void textWithoutBlocksTakesTheBlocksAway() throws Exception {
    String ts = post(BoltBot.card("keeper")).getTs();

    api.chatUpdate(r -> r.channel(CHANNEL).ts(ts).text("done"));

    Message after = slack.channel(CHANNEL).messages().get(0);
    assertThat(after.blocks()).isEmpty();
    assertThat(after.text()).isEqualTo("done");
  }

  @Test
  void whereTheBotIsNotItCannotWrite() throws Exception {
    assertThat(api.chatPostMessage(r -> r.channel("C0GENERAL").text("x")).getError())
        .isEqualTo("not_in_channel");
    assertThat(api.chatPostMessage(r -> r.channel("C0OPS").text("x")).getError())
        .isEqualTo("channel_not_found");
    slack.workspace().join("C0OPS", "U0BOT");
    assertThat(api.chatPostMessage(r -> r.channel("C0OPS").text("x")).isOk()).isTrue();
    assertThat(api.chatPostMessage(r -> r.channel("U0ANA").text("x")).getChannel()).startsWith("D");
  }

  @Test
  void threadsCountAndBroadcast() throws Exception {
    String root = post(List.of()).getTs();
    api.chatPostMessage(r -> r.channel(CHANNEL).threadTs(root).text("one"));
    api.chatPostMessage(r -> r.channel(CHANNEL).threadTs(root).text("two").replyBroadcast(true));

    var replies = api.conversationsReplies(r -> r.channel(CHANNEL).ts(root)).getMessages();
    assertThat(replies).extracting(m -> m.getText()).containsExactly("t", "one", "two");
    assertThat(replies.get(0).getReplyCount()).isEqualTo(2);
    assertThat(slack.channel(CHANNEL).messages())
        .extracting(Message::text)
        .containsExactly("t", "two");
  }

  @Test
  void aReplyToAReplyJoinsTheThreadAndToNothingIsRefused() throws Exception {
    String root = post(List.of()).getTs();
    String reply = api.chatPostMessage(r -> r.channel(CHANNEL).threadTs(root).text("one")).getTs();
    api.chatPostMessage(r -> r.channel(CHANNEL).threadTs(reply).text("two"));

    assertThat(slack.channel(CHANNEL).thread(root)).hasSize(3);
    assertThat(api.chatPostMessage(r -> r.channel(CHANNEL).threadTs("0").text("x")).getError())
        .isEqualTo("invalid_thread_ts");
    assertThat(
            api.chatPostMessage(r -> r.channel(CHANNEL).threadTs("1600000000.000001").text("x"))
                .getError())
        .isEqualTo("thread_not_found");
  }

  @Test
  void metadataIsThereOnlyForWhoAsks() throws Exception {
    Metadata run =
        Metadata.builder().eventType("run").eventPayload(Map.of("id", "keeper-db-41")).build();
    api.chatPostMessage(r -> r.channel(CHANNEL).text("t").metadata(run));

    var with = api.conversationsHistory(r -> r.channel(CHANNEL).includeAllMetadata(true));
    var without = api.conversationsHistory(r -> r.channel(CHANNEL));
    assertThat(with.getMessages().get(0).getMetadata().getEventPayload())
        .containsEntry("id", "keeper-db-41");
    assertThat(without.getMessages().get(0).getMetadata()).isNull();
  }

  @Test
  void tokensAndScopesAreChecked() throws Exception {
    assertThat(bot.slack.methods("xoxb-wrong").authTest(r -> r).getError())
        .isEqualTo("invalid_auth");
    assertThat(bot.slack.methods("").authTest(r -> r).getError()).isEqualTo("not_authed");
    assertThat(bot.slack.methods(slack.botToken()).appsConnectionsOpen(r -> r).getError())
        .isEqualTo("not_allowed_token_type");
    slack.workspace().scopes(Set.of("chat:write"));
    var refused = api.usergroupsList(r -> r);
    assertThat(refused.getError()).isEqualTo("missing_scope");
    assertThat(refused.getNeeded()).isEqualTo("usergroups:read");
  }

  @Test
  void groupsAndGuestsAreTold() throws Exception {
    assertThat(api.usergroupsUsersList(r -> r.usergroup("S0APPROVE")).getUsers())
        .containsExactly("U0BEN", "U0CHO");
    assertThat(api.usersInfo(r -> r.user("U0GIL")).getUser().isRestricted()).isTrue();
    assertThat(api.usersInfo(r -> r.user("U0DORA")).getUser().getTeamId()).isEqualTo("T0PARTNER");
    assertThat(api.usersInfo(r -> r.user("U0NOBODY")).getError()).isEqualTo("user_not_found");
  }

  @Test
  void aRateLimitSaysHowLongToWait() {
    slack.faults().rateLimit("chat.update", 1, Duration.ofSeconds(7));

    assertThatThrownBy(() -> api.chatUpdate(r -> r.channel(CHANNEL).ts("1.0").text("x")))
        .isInstanceOfSatisfying(
            SlackApiException.class,
            limited -> {
              assertThat(limited.getResponse().code()).isEqualTo(429);
              assertThat(limited.getResponse().header("Retry-After")).isEqualTo("7");
            });
  }

  @Test
  void aLoopOfPostsIsLimitedByItself() throws Exception {
    int taken = 0;
    try {
      for (int i = 0; i < 40; i++) {
        post(List.of());
        taken++;
      }
    } catch (SlackApiException limited) {
      assertThat(limited.getResponse().code()).isEqualTo(429);
    }
    assertThat(taken).isBetween(15, 39);
  }

  /**
   * Slack's client (OkHttp under it) sends once more by itself where the line breaks: a second
   * message.
   */
  @Test
  void aLostAnswerLeavesTheMessageStandingAndTheClientPostsAgain() throws Exception {
    slack.faults().loseAnswer("chat.postMessage", 1);

    assertThat(post(List.of()).isOk()).isTrue();

    assertThat(slack.calls("chat.postMessage")).extracting(Call::status).containsExactly(0, 200);
    assertThat(slack.channel(CHANNEL).messages()).hasSize(2);
  }

  @Test
  void withTwoLostAnswersTheCallFailsAndBothMessagesStand() {
    slack.faults().loseAnswer("chat.postMessage", 2);

    assertThatThrownBy(() -> post(List.of())).isInstanceOf(IOException.class);
    assertThat(slack.channel(CHANNEL).messages()).hasSize(2);
  }

  @Test
  void serviceUnavailableAndAnErrorOnDemand() throws Exception {
    slack.faults().fail("users.info", "fatal_error");
    assertThat(api.usersInfo(r -> r.user("U0ANA")).getError()).isEqualTo("fatal_error");
    slack.faults().unavailable();
    assertThatThrownBy(() -> api.authTest(r -> r))
        .isInstanceOfSatisfying(
            SlackApiException.class, down -> assertThat(down.getResponse().code()).isEqualTo(503));
    slack.faults().up();
    assertThat(api.authTest(r -> r).getUserId()).isEqualTo("U0BOT");
  }

  @Test
  void aFileGoesIntoTheThread() throws Exception {
    String root = post(List.of()).getTs();

    var done =
        api.filesUploadV2(
            r ->
                r.content("line 1\nline 2")
                    .filename("upgrade.log")
                    .title("Log")
                    .channel(CHANNEL)
                    .threadTs(root));

    assertThat(done.isOk()).as(String.valueOf(done.getError())).isTrue();
    Message shared = slack.channel(CHANNEL).thread(root).get(1);
    assertThat(shared.json().at("/files/0/title").asText()).isEqualTo("Log");
  }
}
