package dev.drydock.bot.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.drydock.bot.desk.People;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.WrittenAfter;
import dev.drydock.workflows.config.DrydockConfig.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CardViewTest {
  private static final Instant START = Instant.parse("2026-03-02T20:40:00Z");
  private final MemoryBook book = new MemoryBook();
  private final Story story = new Story(book, "keeper-41", START);

  static Card draw(Story story) {
    People people =
        new People(
            Map.of(
                "ana", new Person("ana", "U0ANA", "ana"), "ben", new Person("ben", "U0BEN", null)));
    return new CardView(new Names(people)).draw(story.view(), story.now().plusSeconds(5));
  }

  static String text(Card card) {
    StringBuilder text = new StringBuilder();
    for (JsonElement block : JsonParser.parseString(card.blocksJson()).getAsJsonArray()) {
      text.append(read(block).replace('\u00a0', ' ')).append('\n');
    }
    return text.toString();
  }

  private static String read(JsonElement block) {
    var object = block.getAsJsonObject();
    if (object.has("text")) {
      return object.getAsJsonObject("text").get("text").getAsString();
    }
    StringBuilder line = new StringBuilder();
    for (JsonElement element : object.getAsJsonArray("elements")) {
      JsonElement inner = element.getAsJsonObject().get("text");
      line.append(
          inner.isJsonObject()
              ? "[" + inner.getAsJsonObject().get("text").getAsString() + "] "
              : inner.getAsString());
    }
    return line.toString();
  }

  @Test
  void waitingAtTheGate() {
    Card card = draw(story.waiting().decided("ben", true, ""));
    assertThat(text(card))
        .isEqualTo(
            """
            Waiting for 2 approvals (1 given): keeper 1.8.0 → 1.9.0
            asked by <@U0ANA> · run `keeper-41` · plan `%s`
            *Will:* 2 changes, `k3` → `k5`, by alembic
            • `k4` add build.state
            • `k5` index build.state
            *Costs:* keeper is down from take down to bring up (2 replicas, database of 412 MB)
            *Way back:* a sealed copy on the server; durable backup of 412 MB taken
            *Know:* Adds a NOT NULL column to build (2.0 M rows)
            *Tried:* planned in a pod of this image; its imageID is the plan's
            *Needs:* 2 approvals before take down from <!subteam^S0APPROVE>, <@U0BEN>, not from <@U0ANA>
            *Given:* <@U0BEN>
            Expires <!date^1772498416^{date_short_pretty} {time}|2026-03-03 00:40 UTC>; then nothing happens to keeper
            [Approve] [Reject…] [SQL] [Abort…]\s
            plan 2 s · backup 14 s › *GATE* · maintenance pod · take down · seal · upgrade · verify · bring up
            `drydock audit keeper-41` · changed <!date^1772484016^{date_short_pretty} {time}|2026-03-02 20:40 UTC>
            """
                .formatted(dev.drydock.workflows.Digest.code(story.plan().digest())));
    assertThat(card.text())
        .isEqualTo(
            "Waiting for 2 approvals (1 given): keeper 1.8.0 → 1.9.0. People have to decide. Run keeper-41.");
  }

  @Test
  void approvingShowsTheCodeAndTheTargetBeforeItCounts() {
    String json = draw(story.waiting()).blocksJson();
    String code = dev.drydock.workflows.Digest.code(story.plan().digest());
    assertThat(json).contains("Approve plan " + code + "?").contains("on database keeper");
    assertThat(json)
        .contains("\"accessibility_label\":\"Approve plan " + code + " of run keeper-41\"");
    assertThat(json).contains("keeper-41|execution-of-keeper-41|" + story.plan().digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BACKUP|nothing happens to keeper|It is taken down for the upgrade.",
        "TAKE_DOWN|nothing happens to keeper|It is taken down for the upgrade.",
        "UPGRADE|everything done is put back, and keeper 1.8.0 comes up again|It is down; its database",
        "BRING_UP|everything done is put back, and keeper 1.8.0 comes up again|It is down; the new version"
      })
  void eachGateTellsWhatFollowsANoAndAYes(Step before, String afterNo, String afterYes) {
    story.policy(new GatePolicy(before, 1, List.of("ben"), List.of(), Duration.ofHours(1)));
    Card card = draw(story.waiting());
    assertThat(text(card)).contains("UTC>; then " + afterNo + "\n");
    assertThat(card.blocksJson()).contains(afterYes);
    assertThat(Modals.reject(story.view(), "memo").getBlocks().toString())
        .contains("Run `keeper-41` ends; " + afterNo + ".");
  }

  @Test
  void upgrading() {
    assertThat(text(draw(story.upgrading())))
        .startsWith("In progress (upgrade): keeper 1.8.0 → 1.9.0")
        .contains("*keeper is down* since <!date^")
        .contains("[SQL] [Abort…]")
        .contains("*Approved by:* <@U0BEN>, cleo")
        .doesNotContain("[Approve]")
        .contains(
            "gate approved · maintenance pod 6 s · take down 3 s · seal 1 s › *upgrade* · verify")
        .contains("*upgrade* for 5 s: k4: rewriting build, 41 % of 2.0 M rows");
  }

  @Test
  void abortIsNotOfferedOnceTheNewVersionIsBroughtUp() {
    story.upgrading().done(Step.UPGRADE, "Schema.upgrade", 1, null);
    assertThat(text(draw(story))).contains("[Abort…]");
    story.began(Step.BRING_UP, "App.bringUpNew");
    assertThat(text(draw(story))).doesNotContain("[");
  }

  @Test
  void rollingBackSaysWhyFirst() {
    assertThat(text(draw(story.rollingBack())))
        .startsWith("Rolling back: keeper 1.8.0 → 1.9.0")
        .contains("*Why:* upgrade failed: column \"state\"")
        .contains("*upgrade FAILED*")
        .doesNotContain("[");
  }

  @Test
  void upgraded() {
    assertThat(text(draw(story.upgraded())))
        .startsWith("Upgraded: keeper 1.8.0 → 1.9.0")
        .contains("*Now:* keeper 1.9.0 is up on the new schema")
        .contains("*Downtime:* 17 s")
        .contains("*Approved by:* <@U0BEN>, cleo")
        .contains("*Left to do:* nothing")
        .doesNotContain("[");
  }

  @Test
  void onceTheOldVersionIsUpAgainTheCardNoLongerSaysDown() {
    assertThat(text(draw(story.rollingBack()))).contains("*keeper is down* since");
    assertThat(text(draw(story.undone(Step.TAKE_DOWN, "App.BringUpOld", 3))))
        .startsWith("Rolling back")
        .doesNotContain("is down*");
  }

  @Test
  void rolledBack() {
    assertThat(text(draw(story.rolledBack())))
        .startsWith("Rolled back: keeper")
        .contains("*Now:* keeper 1.8.0 is up on the old schema and data")
        .contains("*Kept aside:* the failed database `keeper_failed_41`")
        .contains("`drydock backups keeper --drop keeper_failed_41 --yes`")
        .contains("way back: restore 1 s · bring up old 3 s · remove maintenance pod 1 s");
  }

  @Test
  void needsOperatorIsLoudAndExact() {
    assertThat(text(draw(story.needsOperator())))
        .startsWith("NEEDS AN OPERATOR: keeper")
        .contains("The way back stopped at: *bring up old*")
        .contains("*Done:* ")
        .contains("the sealed copy is back")
        .contains("• the old version is not up")
        .contains("`kubectl -n keeper get deploy,pods`")
        .contains("`drydock resume keeper-41`")
        .contains("seal 1 s · *upgrade FAILED*\nway back: restore 1 s · *bring up old FAILED*");
  }

  @Test
  void howOldTheBackupIsStandsOnTheCardOnceItIsKnown() {
    String tables = "at least 1,204 rows in 3 tables (public.build, public.log and 1 more)";
    story.waiting().approved().down();
    assertThat(text(draw(story))).doesNotContain("*Backup:*");
    story.writtenAfter(
        new WrittenAfter(START, 1204, 3, List.of("public.build", "public.log"), true));
    assertThat(text(draw(story)))
        .contains("*Backup:* 412 MB of <!date^")
        .contains("20:40 UTC>; " + tables + " were written after it, and are in the sealed copy");
    story.closed(Outcome.UPGRADED, "", 17, List.of("ben"));
    assertThat(text(draw(story)))
        .contains("UTC>, kept; " + tables + " were written after it, and are in the sealed copy");
    story.writtenAfter(new WrittenAfter(START, 7, 1, List.of("<!here>"), true));
    assertThat(text(draw(story))).contains("7 rows of &lt;!here&gt; were");
  }

  @Test
  void whomTheFenceEndedStaysOnTheCard() {
    story.upgrading();
    for (int pid = 1; pid <= 4; pid++) {
      String who = "pid " + pid + ": reports from 10.1.2." + pid + " (<!here>), idle, last SELECT";
      story.progress(Step.UPGRADE, "ended by the fence: " + who);
    }
    String line =
        "*Ended by the fence:* reports from 10.1.2.3 (psql), idle since 20:40:12, last SELECT;"
            + " reports from 10.1.2.1 (&lt;!here&gt;), idle, last SELECT; reports from 10.1.2.2"
            + " (&lt;!here&gt;), idle, last SELECT; and 2 more\n";
    assertThat(text(draw(story))).contains(line);
    story.closed(Outcome.UPGRADED, "", 17, List.of("ben"));
    assertThat(text(draw(story))).contains(line);
  }

  /** Outside of the ledger it proves that no end of the chain was cut off. */
  @Test
  void theThreadsLastWordIsTheLastHash() {
    story.upgraded();
    List<Note> notes =
        new Notes(story.view(), new Names(new People(Map.of()))).after(book.events("keeper-41"), 0);
    String hash = story.view().seq() - 1 + "";
    assertThat(notes.get(notes.size() - 1).text())
        .startsWith("*Upgraded.* Downtime: 17 s.")
        .endsWith("\n_Ledger: sha256:" + hash + "_");
  }

  @Test
  void theThreadTellsHowOldTheBackupIs() {
    story.waiting().writtenAfter(new WrittenAfter(START, 0, 0, List.of(), true));
    List<Note> notes =
        new Notes(story.view(), new Names(new People(Map.of())))
            .after(book.events("keeper-41"), story.view().seq() - 1);
    assertThat(notes)
        .extracting(Note::text)
        .containsExactly("No row was added or changed after the backup");
  }

  @ParameterizedTest
  @MethodSource("untouched")
  void whereNothingWasTouchedItSaysSo(Outcome outcome) {
    story.waiting().closed(outcome, "because", 0, List.of());
    assertThat(text(draw(story)))
        .startsWith(outcome.word() + ": keeper")
        .contains("nothing was touched; keeper runs as before")
        .doesNotContain("Downtime");
  }

  static Stream<Outcome> untouched() {
    return Stream.of(Outcome.values())
        .filter(outcome -> outcome != Outcome.UPGRADED && outcome != Outcome.ROLLED_BACK);
  }

  static Stream<Consumer<Story>> states() {
    return Stream.of(
        Story::opened,
        s -> s.opened().planned(),
        Story::waiting,
        Story::upgrading,
        Story::rollingBack,
        Story::needsOperator,
        Story::upgraded,
        Story::rolledBack,
        Story::refused);
  }

  @ParameterizedTest
  @MethodSource("states")
  void keepsSlacksLimitsWhateverItIsTold(Consumer<Story> state) {
    String huge = "<!channel> & `x` ```".repeat(2000);
    List<String> many = Collections.nCopies(300, huge);
    story.version("1.9.0" + "&".repeat(295)).requester(huge).notes(many.toArray(String[]::new));
    story.evidence(many.toArray(String[]::new));
    story.policy(new GatePolicy(Step.TAKE_DOWN, 9, many, many, Duration.ofDays(1)));
    state.accept(story);
    story.tell(
        dev.drydock.workflows.book.Event.Kind.STEP_PROGRESS,
        new dev.drydock.workflows.book.StepProgress(Step.UPGRADE, false, huge));
    for (int session = 0; session < 9; session++) {
      story.progress(Step.SEAL, "ended by the fence: " + session + huge);
    }
    story.writtenAfter(new WrittenAfter(START, 1, 9, List.of(huge, huge, huge), true));
    withinLimits(draw(story));
  }

  @ParameterizedTest
  @MethodSource("states")
  void outsideTextNeitherMentionsNorLinks(Consumer<Story> state) {
    story.version("<!here>").requester("<!channel>").notes("<!everyone>", "<https://evil|prod>");
    story.evidence("<@U0EVE>");
    state.accept(story);
    Card card = draw(story);
    assertThat(card.blocksJson() + card.text())
        .doesNotContain("<!h")
        .doesNotContain("<!ch")
        .doesNotContain("<!e")
        .doesNotContain("<http")
        .doesNotContain("<@U0EVE");
  }

  private static void withinLimits(Card card) {
    JsonArray blocks = JsonParser.parseString(card.blocksJson()).getAsJsonArray();
    assertThat(blocks.size()).isLessThanOrEqualTo(50);
    assertThat(card.text()).isNotBlank().hasSizeLessThanOrEqualTo(4000);
    assertThat(card.blocksJson()).hasSizeLessThan(13_200);
    for (JsonElement block : blocks) {
      int most = block.getAsJsonObject().get("type").getAsString().equals("header") ? 150 : 3000;
      assertThat(read(block)).isNotBlank().hasSizeLessThanOrEqualTo(most);
    }
  }
}
