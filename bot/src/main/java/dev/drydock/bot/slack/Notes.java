package dev.drydock.bot.slack;

import dev.drydock.bot.desk.WayOn;
import dev.drydock.bot.words.DoneWords;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.ByHand;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a run's events into lines of its thread. People are mentioned only when they are needed.
 */
final class Notes {
  private static final DoneWords DONE = new DoneWords(text -> Words.said(text, 200));
  private static final int MOST_MENTIONS = 10;
  private static final int MOST_LOST = 4;
  private final RunView view;
  private final Names names;
  private Artifact log;
  private boolean isLogOwed;

  Notes(RunView view, Names names) {
    this.view = view;
    this.names = names;
  }

  /**
   * @param events all of the run, in order
   * @return a note for each event after {@code told}
   */
  List<Note> after(List<Event> events, long told) {
    List<Note> notes = new ArrayList<>();
    for (Event event : events) {
      Note note = note(event);
      if (event.seq() > told) {
        notes.add(note);
      }
    }
    return notes;
  }

  private Note note(Event event) {
    return switch (event.kind()) {
      case STEP_DONE -> Note.of(event.seq(), done(event.as(StepDone.class)));
      case STEP_FAILED -> failed(event.seq(), event.as(StepFailed.class));
      case GATE_OPENED -> Note.of(event.seq(), gate(event.as(LedgerActivities.GateOpened.class)));
      case DECIDED ->
          Note.of(event.seq(), decided(event.as(LedgerActivities.Decided.class).decision()));
      case GATE_CLOSED -> Note.of(event.seq(), closed(event.as(LedgerActivities.GateClosed.class)));
      case ROLLING_BACK -> rollingBack(event);
      case NEEDS_OPERATOR ->
          Note.loud(event.seq(), need(event.as(LedgerActivities.NeedsOperator.class).need()), null);
      case RESUMED -> Note.of(event.seq(), resumed(event.as(LedgerActivities.Resumed.class)));
      case CLOSED ->
          ended(event.seq(), event.as(LedgerActivities.Close.class).report())
              .with("\n_Ledger: " + event.hash() + "_");
      case KEPT -> kept(event.seq(), event.as(Named.class));
      case BY_HAND -> Note.of(event.seq(), byHand(event.as(ByHand.class)));
      case OPENED, STEP_STARTED, STEP_PROGRESS, DECISION_REFUSED, UNKNOWN ->
          Note.of(event.seq(), "");
    };
  }

  private static String done(StepDone done) {
    if (done.step() == Step.REPORT
        || done.deed().endsWith("RequireDown")
        || done.deed().endsWith("StartNew")) {
      return ""; // a look that found nothing is no news, and neither is what bring up will tell
    }
    String what = done.undo() ? CardSteps.deedWord(done.deed(), done.step()) : done.step().word();
    String said = done.result() == null ? "" : DONE.of(done);
    if (DoneWords.isNoBackup(done)) {
      return "Backup: " + said;
    }
    return capital(what)
        + " done in "
        + Words.took(done.took())
        + (said.isEmpty() ? "" : ": " + said);
  }

  private Note kept(long seq, Named kept) {
    if (kept.name().equals(Named.UPGRADE_LOG)) {
      return log(seq, kept.artifact());
    }
    return Note.of(
        seq,
        kept.writtenAfter()
            .map(after -> capital(Words.said(after.words("the backup", "the sealed copy"), 500)))
            .orElse(""));
  }

  /** Most often it is kept before the upgrade is told to have failed; else it comes by itself. */
  private Note log(long seq, Artifact kept) {
    log = kept;
    boolean isOwed = isLogOwed;
    isLogOwed = false;
    return isOwed ? new Note(seq, "The upgrade's log is attached", false, kept) : Note.of(seq, "");
  }

  /** A step that is tried for an hour is told at its first, second, fourth, eighth attempt. */
  private Note failed(long seq, StepFailed failed) {
    String what =
        failed.undo() ? CardSteps.deedWord(failed.deed(), failed.step()) : failed.step().word();
    String why = Words.said(failed.error(), 600);
    if (failed.willRetry()) {
      boolean told = Integer.bitCount(failed.attempt()) == 1;
      return Note.of(
          seq,
          told
              ? capital(what) + " failed (attempt " + failed.attempt() + "), trying again: " + why
              : "");
    }
    if (StepFailed.CANCELED.equals(failed.error())) {
      return Note.of(seq, ""); // somebody stopped the run, which is told by itself
    }
    if (failed.step() == Step.REPORT) {
      return Note.of(seq, "*" + capital(what) + " failed:* " + why); // and the run goes on
    }
    // what comes of it is told next, and why; of an undo also which one it was
    return failed.undo() ? Note.of(seq, "") : failedForGood(seq, failed.step(), capital(what));
  }

  private Note failedForGood(long seq, Step step, String what) {
    String text = "*" + what + " failed*";
    if (step != Step.UPGRADE && step != Step.VERIFY) {
      return Note.of(seq, text);
    }
    isLogOwed = log == null;
    return log == null ? Note.of(seq, text) : new Note(seq, text + "; log attached", false, log);
  }

  private String gate(LedgerActivities.GateOpened gate) {
    GatePolicy policy = gate.policy();
    return Words.count(policy.approvals(), "approval")
        + " needed before "
        + policy.before().word()
        + ", by "
        + Words.at(gate.expiresAt())
        + ": "
        + asked(policy)
        + ". The evidence and the buttons are on the card.";
  }

  private String asked(GatePolicy policy) {
    Stream<String> groups = policy.groups().stream().map(Names::group);
    Stream<String> people =
        policy.people().stream()
            .filter(person -> !person.equals(view.request().requester()))
            .map(names::of);
    return Stream.concat(groups, people).limit(MOST_MENTIONS).collect(Collectors.joining(" "));
  }

  private String decided(Decision decision) {
    String reason = decision.reason() == null ? "" : Words.said(decision.reason(), 400);
    return names.of(decision.actor())
        + (decision.approve() ? " approved" : " rejected")
        + (decision.source() == dev.drydock.workflows.Source.CLI ? " from a terminal" : "")
        + (reason.isEmpty() ? "" : ": " + reason);
  }

  private String byHand(ByHand hand) {
    return names.of(hand.actor())
        + ", by hand: "
        + hand.deed()
        + ". "
        + capital(Words.said(hand.what(), 400));
  }

  private static String closed(LedgerActivities.GateClosed closed) {
    return "Gate before " + closed.gate().word() + ": " + Words.said(closed.verdict(), 40);
  }

  private Note rollingBack(Event event) {
    var rolling = event.as(LedgerActivities.RollingBack.class);
    if (!rolling.touched()) {
      return Note.of(event.seq(), ""); // users notice nothing of it, and the end is told
    }
    String why = Why.sentence(Why.of(view, names, rolling.cause(), 800));
    return Note.loud(event.seq(), "*Rolling back:* " + why + " " + requester(), null);
  }

  private String need(OperatorNeed need) {
    String what =
        WayOn.isChoice(need)
            ? Words.said(view.request().version(), 60) + " wrote before it failed: " + lost(need)
            : "The way back stopped at \""
                + Words.said(need.failed(), 200)
                + "\": "
                + Why.told(need.cause(), 600);
    String down = view.downSince().isPresent() ? Words.said(view.app(), 63) + " is DOWN. " : "";
    return "*A person has to act.* "
        + down
        + Why.sentence(what)
        + " What to do stands on the card. "
        + names.toAct(view);
  }

  private static String lost(OperatorNeed need) {
    return need.discard() == null
        ? Words.said(need.cause(), 600)
        : "going back would lose "
            + Words.said(String.join("; ", need.discard().lines(MOST_LOST)), 600);
  }

  private String resumed(LedgerActivities.Resumed resumed) {
    String how =
        resumed.resume().keepNew()
            ? " had the new version brought up again"
            : " had it tried again";
    if (resumed.resume().discard() != null) {
      String code = Words.code(resumed.resume().discard());
      how = " agreed to lose what `" + code + "` stands for; it goes back";
    }
    return names.of(resumed.resume().actor()) + how;
  }

  private Note ended(long seq, Report report) {
    String down = " Downtime: " + CardView.downtime(report.downtime()) + ".";
    if (report.outcome() == Outcome.UPGRADED) {
      return Note.of(seq, "*Upgraded.*" + down);
    }
    String word = "*" + report.outcome().word() + ":* ";
    if (report.outcome() == Outcome.ROLLED_BACK) {
      CardEnd end = new CardEnd(view, names);
      String lost = end.discarded().map(line -> "\n" + line).orElse("");
      return Note.loud(seq, word + end.now() + "." + down + lost, null);
    }
    String cause = Why.sentence(Why.of(view, names, report.cause(), 800));
    boolean failed =
        switch (report.outcome()) {
          case REFUSED, STOPPED, VOID, EXPIRED, NOT_CARRIED_OUT -> true;
          default -> false;
        };
    String text = word + cause + (failed ? " " + requester() : "");
    return failed ? Note.loud(seq, text, null) : Note.of(seq, text);
  }

  private String requester() {
    return names.of(view.request().requester());
  }

  private static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
