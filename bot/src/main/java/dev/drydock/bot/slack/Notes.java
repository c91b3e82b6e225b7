package dev.drydock.bot.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.bot.words.DoneWords;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.ByHand;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
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
  private static final int MOST_MENTIONS = 10;
  private static final DoneWords DONE = new DoneWords(text -> Words.said(text, 200));
  private final RunView view;
  private final Names names;
  private Artifact log;

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
      remember(event);
      if (event.seq() > told) {
        notes.add(note(event));
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
      case KEPT -> Note.of(event.seq(), kept(event.as(Named.class)));
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

  private static String kept(Named kept) {
    return kept.writtenAfter()
        .map(written -> capital(Words.said(written.words("the backup", "the sealed copy"), 500)))
        .orElse("");
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
    boolean logged = failed.step() == Step.UPGRADE || failed.step() == Step.VERIFY;
    String text = "*" + capital(what) + " failed:* " + why;
    return new Note(seq, text, false, logged && !failed.undo() ? log : null);
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
    String by =
        rolling.by() == null || rolling.by().isEmpty() || rolling.cause().contains(rolling.by())
            ? ""
            : names.of(rolling.by()) + " stopped it. ";
    return Note.loud(
        event.seq(),
        "*Rolling back.* " + by + capital(Words.said(rolling.cause(), 800)) + " " + requester(),
        null);
  }

  private String need(OperatorNeed need) {
    String mentions =
        Stream.concat(Stream.of(requester()), operators())
            .distinct()
            .limit(MOST_MENTIONS)
            .collect(Collectors.joining(" "));
    return "*A person has to act:* "
        + Words.said(need.failed(), 200)
        + " failed: "
        + Words.said(need.cause(), 600)
        + " What is done, what is not and what to do stands on the card. "
        + mentions;
  }

  private Stream<String> operators() {
    Listed operators = view.plan() == null ? null : view.plan().policy().operators();
    if (operators == null) { // of a run that was begun before there were any
      return view.gates().stream()
          .flatMap(gate -> gate.policy().groups().stream())
          .map(Names::group);
    }
    return Stream.concat(
        operators.groups().stream().map(Names::group), operators.people().stream().map(names::of));
  }

  private String resumed(LedgerActivities.Resumed resumed) {
    String how =
        resumed.resume().keepNew()
            ? " had the new version brought up again"
            : " had it tried again";
    if (resumed.resume().discard() != null) {
      how = " agreed to lose " + resumed.resume().discard() + ", and had it tried again";
    }
    return names.of(resumed.resume().actor()) + how;
  }

  private Note ended(long seq, Report report) {
    String word = "*" + report.outcome().word() + ".* ";
    if (report.outcome() == Outcome.UPGRADED) {
      return Note.of(seq, word + "Downtime: " + CardView.downtime(report.downtime()) + ".");
    }
    if (report.outcome() == Outcome.ROLLED_BACK) {
      String down = "Downtime: " + CardView.downtime(report.downtime()) + ". ";
      return Note.loud(seq, word + capital(new CardEnd(view, names).now()) + ". " + down, null);
    }
    String cause = Words.said(report.cause(), 800);
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

  /** The newest log that an event tells of. */
  private void remember(Event event) {
    if (event.kind() != Event.Kind.STEP_DONE && event.kind() != Event.Kind.STEP_FAILED) {
      return;
    }
    for (JsonNode holder : event.data().findParents("kind")) {
      if ("log".equals(holder.path("kind").asText()) && holder.hasNonNull("digest")) {
        log = Json.convert(holder, Artifact.class);
      }
    }
  }

  private static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
