package dev.drydock.bot.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.desk.People;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a thread is told of a run's events: each thing once, and loudly only where users notice. */
class NotesTest {
  private static final String CAUSE =
      "upgrade failed: column \"state\" of relation \"build\" contains null values";
  private final MemoryBook book = new MemoryBook();
  private final Story story = new Story(book, "keeper-41", Instant.parse("2026-03-02T20:40:00Z"));

  private List<Note> notes() {
    return new Notes(story.view(), new Names(new People(Map.of())))
        .after(book.events("keeper-41"), 0).stream()
            .filter(note -> !note.text().isEmpty())
            .toList();
  }

  private List<String> texts() {
    return notes().stream().map(Note::text).toList();
  }

  private List<String> loud() {
    return notes().stream().filter(Note::loud).map(Note::text).toList();
  }

  @Test
  void theLogOfAFailedUpgradeIsAttachedToItsLine() {
    story.rolledBack();
    assertThat(notes())
        .filteredOn(note -> note.log() != null)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.text()).isEqualTo("*Upgrade failed*; log attached");
              assertThat(note.log().digest()).isEqualTo(Digest.of("log"));
            });
  }

  /** The tool was killed with its pod: the way back found what it had written. */
  @Test
  void aLogThatIsKeptLaterComesByItself() {
    story.upgrading().failed(Step.UPGRADE, "Schema.Upgrade", 1, "the pod is gone", false).logKept();
    assertThat(notes()).filteredOn(note -> note.log() != null).hasSize(1);
    assertThat(texts()).endsWith("*Upgrade failed*", "The upgrade's log is attached");
  }

  @Test
  void theLogOfAnUpgradeThatWentWellIsNotAttached() {
    story.upgrading().logKept().done(Step.UPGRADE, "Schema.Upgrade", 8, Map.of("revision", "k5"));
    assertThat(notes()).noneMatch(note -> note.log() != null);
  }

  @Test
  void aCauseIsToldOnce() {
    story.rolledBack();
    assertThat(texts()).filteredOn(text -> text.contains("contains null values")).hasSize(1);
    assertThat(loud().get(0)).isEqualTo("*Rolling back:* " + CAUSE + ". ana");
    assertThat(loud().get(1))
        .startsWith(
            "*Rolled back:* keeper 1.8.0 is up on the old schema and data. Downtime: 18 s.");
  }

  @Test
  void whatAnAbortStopsIsNotToldToHaveFailed() {
    story.aborted("cho", "Wrong day");
    assertThat(texts()).noneMatch(text -> text.contains("failed"));
    assertThat(notes()).noneMatch(note -> note.log() != null);
    assertThat(loud()).containsExactly("*Rolling back:* cho aborted it: Wrong day. ana");
  }

  /** An approval that is void touches nothing; the end says why. */
  @Test
  void whereUsersNoticeNothingTheWayBackIsQuiet() {
    story.waiting().approved();
    story.tell(
        Event.Kind.ROLLING_BACK,
        new LedgerActivities.RollingBack("keeper-41", "image: a -> b", "", List.of("the pod")));
    assertThat(loud()).isEmpty();
    story.closed(Outcome.VOID, "image: a -> b", 0, List.of("ben"));
    assertThat(loud())
        .singleElement()
        .asString()
        .startsWith("*Approval void:* image: a -&gt; b. ana");
  }

  @Test
  void whoHasToActIsToldWhatStoppedAndThatUsersAreOut() {
    story.needsOperator();
    assertThat(loud().get(1))
        .isEqualTo(
            "*A person has to act.* keeper is DOWN. The way back stopped at \"bring up old\":"
                + " quota exceeded: pods 10 of 10 in namespace keeper."
                + " What to do stands on the card. ana, <!subteam^S0APPROVE>");
  }

  @Test
  void whatWouldBeLostAndWhatWasLostIsTold() {
    Discard loss =
        new Discard(
            Digest.of("rows"),
            List.of(new Discard.Lost("public.product: 260 rows added", 260)),
            "/there");
    story.wrote(loss);
    assertThat(texts()).noneMatch(text -> text.contains("Take down new failed"));
    assertThat(loud().get(1))
        .contains(
            "1.9.0 wrote before it failed: going back would lose public.product: 260 rows added.");
    story.agreedToLose(loss, "ben");
    assertThat(texts())
        .contains("ben agreed to lose what `" + loss.code() + "` stands for; it goes back");
    assertThat(loud().get(2))
        .contains(
            "*Discarded:* public.product: 260 rows added (`" + loss.code() + "`), agreed by ben");
  }

  @Test
  void aPersonsNoIsToldInThePersonsName() {
    story.waiting().decided("slack:U0123456789", false, "no").gateClosed("rejected");
    story.closed(Outcome.REJECTED, "rejected by slack:U0123456789: no", 0, List.of());
    assertThat(texts().get(texts().size() - 1))
        .startsWith("*Rejected:* <@U0123456789> rejected it: no.");
  }
}
