package dev.drydock.bot.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.slack.api.model.view.View;
import dev.drydock.bot.desk.People;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.RunView;
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
            asked by <@U0ANA> · run `keeper-41` · code `%s`
            *Will:* 2 changes, `k3` → `k5`, by alembic
            • `k4` add build.state
            • `k5` index build.state
            *Costs:* keeper is down from take down to bring up (2 replicas, database of 412 MB)
            *Way back:* a sealed copy on the server; durable backup of 412 MB taken
            *Know:* Adds a NOT NULL column to build (2.0 M rows)
            *Tried:* planned in a pod of this image; its imageID is the plan's
            *Needs:* 1 more approval before keeper is taken down, from <!subteam^S0APPROVE>, <@U0BEN> (not <@U0ANA>)
            *Given:* <@U0BEN>
            Expires <!date^1772498416^{date_short_pretty} {time}|2026-03-03 00:40 UTC>; then nothing happens to keeper
            [Approve] [Reject…] [SQL] [Abort…]\s
            plan 2 s · backup 14 s › *GATE* · maintenance pod · take down · seal · upgrade · verify · bring up
            `drydock audit keeper-41` · changed <!date^1772484016^{date_short_pretty} {time}|2026-03-02 20:40 UTC>
            """
                .formatted(Digest.code(story.plan().digest())));
    assertThat(card.text())
        .isEqualTo(
            "Waiting for 2 approvals (1 given): keeper 1.8.0 → 1.9.0. People have to decide. Run keeper-41.");
  }

  @Test
  void approvingShowsTheCodeAndTheTargetBeforeItCounts() {
    String json = draw(story.waiting()).blocksJson();
    String code = Digest.code(story.plan().digest());
    assertThat(json)
        .contains("Approve keeper 1.8.0 → 1.9.0?")
        .contains(
            "on database keeper, code `" + code + "`. One more approval is needed after yours.")
        .contains("\"accessibility_label\":\"Approve run keeper-41, code " + code + "\"");
    assertThat(draw(story.decided("ben", true, "")).blocksJson())
        .contains("code `" + code + "`. It is taken down now, for the upgrade.");
    assertThat(json).contains("keeper-41|execution-of-keeper-41|" + story.plan().digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BACKUP|nothing happens to keeper|Its backup is taken now.",
        "TAKE_DOWN|nothing happens to keeper|It is taken down now, for the upgrade.",
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
        .contains(
            "*upgrade* since <!date^1772484026^{time}|2026-03-02 20:40 UTC>: k4: rewriting build,");
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
        .startsWith("NEEDS AN OPERATOR: keeper 1.8.0 → 1.9.0\n")
        .contains(
            "*keeper is DOWN* since <!date^1772484022^{date_short_pretty} {time}|2026-03-02 20:40 UTC>."
                + " <@U0ANA>, <!subteam^S0APPROVE>: somebody has to act.")
        .doesNotContain("*Ended by the fence:*")
        .doesNotContain("*Backup:*")
        .contains("Mend the cause, then try again:\n`drydock resume keeper-41`")
        .contains("type here: `/migrate resume keeper-41`")
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
        .contains("*Now:* Drydock touched nothing of keeper\n")
        .doesNotContain("Downtime");
  }

  static Stream<Outcome> untouched() {
    return Stream.of(Outcome.values())
        .filter(outcome -> outcome != Outcome.UPGRADED && outcome != Outcome.ROLLED_BACK);
  }

  private static final String OLD_UP_AGAIN =
      "everything done is put back, and keeper 1.8.0 comes up again";

  private Story atGateBeforeBringUp() {
    story.waiting().approved().down().began(Step.UPGRADE, "Schema.Upgrade");
    story.done(Step.UPGRADE, "Schema.Upgrade", 8, Map.of("revision", "k5")).verified();
    story.policy(new GatePolicy(Step.BRING_UP, 1, List.of("cho"), List.of(), Duration.ofHours(1)));
    return story.gate();
  }

  /** Users wait: it is not one gate like another. */
  @Test
  void aGateWhileTheAppIsDownTellsWhatIsDoneAndWhatIsNext() {
    assertThat(text(draw(atGateBeforeBringUp())))
        .startsWith("keeper is DOWN, waiting for 1 approval before bring up: 1.8.0 → 1.9.0\n")
        .contains("*Done:* 2 changes, `k3` → `k5`, by alembic; verify: 2 checks passed\n")
        .contains("*Next:* 1.9.0 comes up; nobody can abort that any more\n")
        .contains("*Approved before:* take down by <@U0BEN>, cleo\n")
        .contains("*Needs:* 1 approval before 1.9.0 comes up, from cho (not <@U0ANA>)")
        .contains("; then " + OLD_UP_AGAIN)
        .doesNotContain("*Costs:*", "*Know:*", "*Will:*", "*Tried:*");
  }

  @Test
  void eachGateNamesWhoApprovedAtIt() {
    atGateBeforeBringUp().decided("cho", true, "").gateClosed("approved");
    assertThat(text(draw(story.began(Step.BRING_UP, "App.BringUpNew"))))
        .contains("*Approved before:* take down by <@U0BEN>, cleo · bring up by cho\n");
  }

  private static Discard loss(int tables) {
    List<Discard.Lost> lost =
        java.util.stream.IntStream.rangeClosed(1, tables)
            .mapToObj(i -> new Discard.Lost("public.t" + i + ": 260 rows added", 260))
            .toList();
    return new Discard(Digest.of("rows"), lost, "s3://backups/keeper/keeper-41-discard");
  }

  @Test
  void whetherRowsAreKeptOrLostIsAskedInWords() {
    String code = loss(1).code();
    assertThat(text(draw(story.wrote(loss(1)))))
        .contains("1.9.0 came up, wrote, and failed. Drydock took it down and waits.\n")
        .contains("*Why it failed:* the roll-out fails: timed out\n")
        .contains("*Going back to 1.8.0 would lose:*\n• public.t1: 260 rows added\n")
        .contains("Kept, to be read, in s3://backups/keeper/keeper-41-discard\n")
        .contains("way back: take down new, asks\n")
        .contains("*Choose one, in a terminal:*\n")
        .contains(
            "Keep 1.9.0; nothing is lost; mend first why it failed:\n"
                + "`drydock resume keeper-41 --keep-new`")
        .contains(
            "Go back to 1.8.0 and LOSE the rows above:\n"
                + "`drydock resume keeper-41 --discard "
                + code
                + "`")
        .doesNotContain("Not done", "/migrate resume");
  }

  /** What a person agrees to lose, and where it is kept, is never cut. */
  @Test
  void ofManyTablesTheFirstAreNamedAndTheOthersCounted() {
    assertThat(text(draw(story.wrote(loss(29)))))
        .contains("• public.t8: 260 rows added\n• and 21 more (5,460 rows)\n")
        .contains("All of them: `drydock status keeper-41`")
        .contains("keeper-41-discard\n")
        .contains("`drydock resume keeper-41 --discard ");
  }

  @Test
  void whatWasGivenUpStandsAtTheEnd() {
    assertThat(text(draw(story.wrote(loss(1)).agreedToLose(loss(1), "ben"))))
        .startsWith("Rolled back: keeper")
        .contains(
            "*Discarded:* public.t1: 260 rows added (`"
                + loss(1).code()
                + "`), agreed by <@U0BEN>; kept, to be read, in"
                + " s3://backups/keeper/keeper-41-discard\n");
  }

  @Test
  void aStepThatFailsAgainAndAgainIsTroubleAboveAll() {
    story.waiting().approved().down().began(Step.UPGRADE, "Schema.Upgrade");
    story.failed(Step.UPGRADE, "Schema.Upgrade", 7, "cannot reach db.example:5432", true);
    assertThat(text(draw(story)))
        .startsWith("Trying again (upgrade): keeper 1.8.0 → 1.9.0\n")
        .contains(
            "*Trouble:* cannot reach db.example:5432. Tried 7 times; gives up"
                + " <!date^1772505626^{time}|2026-03-03 02:40 UTC>, then rolls back.\n"
                + "*keeper is down*");
  }

  /** From bring up on going back is no promise any more, and the last step never goes back. */
  @Test
  void troubleSaysWhatReallyComesNext() {
    story.waiting().approved().down().began(Step.BRING_UP, "App.BringUpNew");
    story.failed(Step.BRING_UP, "App.BringUpNew", 2, "no node", true);
    assertThat(text(draw(story)))
        .contains(", then takes it down, and goes back if it wrote nothing.")
        .doesNotContain("then rolls back");
    story.done(Step.BRING_UP, "App.BringUpNew", 5, null).began(Step.REPORT, "Backup.Tidy");
    story.failed(Step.REPORT, "Backup.Tidy", 2, "the storage is away", true);
    assertThat(text(draw(story)))
        .contains("Tried 2 times; users are served; what does not pass is left to a person.");
  }

  @Test
  void whatAnAbortStopsHasNotFailed() {
    Card card = draw(story.aborted("cho", "Wrong day"));
    assertThat(text(card))
        .contains("*Why:* cho aborted it: Wrong day\n")
        .contains("upgrade stopped")
        .doesNotContain("FAILED");
    assertThat(card.text()).contains("Why: cho aborted it: Wrong day. Run keeper-41.");
  }

  @Test
  void aRejectionIsAPersonsWord() {
    story
        .requester("ana")
        .waiting()
        .decided("ben", false, "Release freeze.")
        .gateClosed("rejected");
    Card card =
        draw(story.closed(Outcome.REJECTED, "rejected by ben: Release freeze.", 0, List.of()));
    assertThat(text(card)).contains("*Why:* <@U0BEN> rejected it: Release freeze.\n");
    assertThat(card.text()).endsWith("Release freeze. Run keeper-41.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REFUSED|if it is still wanted, mend the cause above, then ask again: `/migrate keeper 1.9.0`",
        "STOPPED|if it is still wanted, mend the cause above, then ask again: `/migrate keeper 1.9.0`",
        "VOID|if it is still wanted, mend the cause above, then ask again: `/migrate keeper 1.9.0`",
        "NOT_CARRIED_OUT|if it is still wanted, mend the cause above, then ask again: `/migrate keeper 1.9.0`",
        "EXPIRED|ask again: `/migrate keeper 1.9.0`",
        "REJECTED|nothing",
        "ABORTED|nothing"
      })
  void whereDrydockDidNotComeToItItSaysWhatToDo(Outcome outcome, String left) {
    story.waiting().closed(outcome, "because", 0, List.of());
    assertThat(text(draw(story))).contains("*Left to do:* " + left + "\n");
  }

  @Test
  void whatHasToBeCopiedKeepsItsLines() {
    String cause =
        "too few rights; add to its Role:\n  - {verbs: [delete]}\n  - {verbs: [create]}\n";
    Card card = draw(story.opened().closed(Outcome.REFUSED, cause, 0, List.of()));
    assertThat(text(card))
        .contains(
            "*Why:* too few rights; add to its Role:\n"
                + "```\n- {verbs: [delete]}\n- {verbs: [create]}\n```\n");
    assertThat(card.text()).endsWith("add to its Role: Run keeper-41.");
  }

  @Test
  void theEndOfALongNameTellsItFromOthers() {
    String name = "documentation-builds-keeper-of-the-whole-company-production-eu-1";
    assertThat(CardView.headline(story.app(name).opened().view()))
        .isEqualTo(
            "Starting: documentation-builds-keeper-of-…e-whole-company-production-eu-1 1.9.0");
    assertThat(CardView.headline(new Story(book, "k-2", START).app("a".repeat(63)).opened().view()))
        .isEqualTo("Starting: " + "a".repeat(63) + " 1.9.0");
  }

  @Test
  void theFormOfAnAbortTellsWhatFollowsNow() {
    assertThat(Modals.abort(story.waiting().view(), "memo").getBlocks().toString())
        .contains("Run `keeper-41` stops; nothing happens to keeper.");
    assertThat(Modals.abort(story.approved().down().view(), "memo").getBlocks().toString())
        .contains("Run `keeper-41` stops; " + OLD_UP_AGAIN + ".");
  }

  @Test
  void whereTheSqlIsCutTheCommandShowsAllOfIt() {
    RunView view = story.waiting().view();
    View whole = Modals.sql(view, Story.SQL);
    assertThat(whole.getTitle().getText()).isEqualTo("SQL of keeper-41");
    assertThat(whole.getBlocks().toString()).contains("That is all of it.");
    String digest = Digest.of(Story.SQL).substring(7, 19);
    assertThat(Modals.sql(view, "select 1;\n".repeat(13_000)).getBlocks().toString())
        .contains(
            "Cut after 42 kB of 130 kB. All of it: `drydock audit keeper-41 --artifact "
                + digest
                + "`");
    assertThat(LogFile.bounded("x".repeat(70_000), "drydock audit keeper-41 --artifact " + digest))
        .contains(
            "[... 4464 letters left out; all of it: drydock audit keeper-41 --artifact "
                + digest
                + "]");
  }

  @Test
  void aPlanThatNobodyCanApproveHasNoCode() {
    String told = new Replies(book, new Names(new People(Map.of()))).plan(story.plan());
    assertThat(told)
        .startsWith("*Plan of keeper 1.8.0 → 1.9.0*. Nothing was touched.\n")
        .doesNotContain(Digest.code(story.plan().digest()));
  }

  static Stream<Consumer<Story>> states() {
    return Stream.of(
        Story::opened,
        s -> s.opened().planned(),
        Story::waiting,
        Story::upgrading,
        Story::rollingBack,
        Story::needsOperator,
        s -> s.wrote(loss(200)),
        s -> s.aborted("ben", "Wrong day"),
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
