package dev.drydock.bot.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.Slack;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import dev.drydock.bot.desk.People;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People who may not ask Drydock: whatever they try stands in the run's ledger. */
class PressesTest {
  private static final String WHY = "Only people of this workspace may ask Drydock.";
  private final MemoryBook book = new MemoryBook();
  private final FakeDesk desk = new FakeDesk(book, "keeper");
  private final Callers callers = new Callers(null, new People(Map.of()), List.of("T0OURS"));
  private final Answers answers = new Answers(Slack.getInstance(), null, true);
  private final Asks asks = new Asks(desk, callers, answers, null);

  @Test
  void aStrangersPressStandsInTheLedger() {
    desk.story("keeper-41").waiting();
    try (Work quick = new Work("press", 1, 1, answers)) {
      new Presses(desk, new MemoryCards(), asks, null, quick).handle(pressed(Press.APPROVE));
    }
    assertThat(book.refusals()).containsExactly(refusal("approve"));
    assertThat(desk.asked()).isEmpty();
  }

  @Test
  void aStrangersWordsStandInTheLedger() {
    desk.story("keeper-41").waiting();
    Replies replies = new Replies(book, new Names(new People(Map.of())));
    try (Work quick = new Work("command", 1, 9, answers)) {
      Commands commands = new Commands(desk, callers, asks, answers, replies, null, quick, quick);
      for (String typed : List.of("reject keeper-41", "abort keeper-41", "resume keeper-41")) {
        commands.handle(typed(typed));
      }
    }
    assertThat(book.refusals())
        .containsExactly(refusal("reject"), refusal("abort"), refusal("resume"));
    assertThat(desk.asked()).isEmpty();
  }

  private static Refusal refusal(String what) {
    return new Refusal("keeper-41", "slack:U0EVE", Source.SLACK, what, WHY);
  }

  private static com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload typed(
      String text) {
    var payload = new com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload();
    payload.setTeamId("T0OTHER");
    payload.setUserId("U0EVE");
    payload.setText(text);
    return payload;
  }

  private BlockActionPayload pressed(String action) {
    BlockActionPayload.User user = new BlockActionPayload.User();
    user.setId("U0EVE");
    user.setTeamId("T0OTHER");
    BlockActionPayload.Action button = new BlockActionPayload.Action();
    button.setActionId(action);
    button.setActionTs("1.0");
    button.setValue(Press.of(desk.known("keeper-41")).value());
    BlockActionPayload payload = new BlockActionPayload();
    payload.setUser(user);
    payload.setActions(List.of(button));
    return payload;
  }
}
