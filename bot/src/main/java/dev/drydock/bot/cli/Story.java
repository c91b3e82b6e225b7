package dev.drydock.bot.cli;

import dev.drydock.bot.words.DoneWords;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.ByHand;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.Opened;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepFailed;
import dev.drydock.workflows.book.StepProgress;
import dev.drydock.workflows.book.StepStarted;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One line for each event of the ledger: what {@code --watch} and {@code audit} print. */
final class Story {
  private static final DoneWords DONE = new DoneWords(UnaryOperator.identity());

  /** What was kept and tells an auditor something by its name alone. */
  private static final Set<String> TELLING = Set.of("proof", "log", "manifest");

  private Story() {}

  static String line(Event event) {
    return Row.clean(wordsOrKind(event), false);
  }

  /**
   * For who cleans what is shown: an audit goes on where a newer version wrote what this one cannot
   * read.
   */
  static String wordsOrKind(Event event) {
    try {
      return words(event);
    } catch (IllegalArgumentException e) {
      return event.kind() + " that a newer Drydock wrote: " + event.data();
    }
  }

  /** True of what Drydock keeps for itself, such as where a fingerprint was begun. */
  static boolean isPlumbing(Event event) {
    return event.kind() == Event.Kind.KEPT
        && event.as(Named.class).writtenAfter().isEmpty()
        && !TELLING.contains(event.as(Named.class).artifact().kind());
  }

  private static String words(Event event) {
    return switch (event.kind()) {
      case OPENED -> opened(event);
      case STEP_STARTED -> started(event.as(StepStarted.class));
      case STEP_PROGRESS -> progress(event.as(StepProgress.class));
      case STEP_DONE -> done(event.as(StepDone.class));
      case STEP_FAILED -> failed(event.as(StepFailed.class));
      case GATE_OPENED -> gateOpened(event.as(LedgerActivities.GateOpened.class));
      case DECIDED -> decided(event.as(LedgerActivities.Decided.class).decision());
      case KEPT -> kept(event.as(Named.class));
      case DECISION_REFUSED -> refused(event.as(Refusal.class));
      case GATE_CLOSED -> gateClosed(event.as(LedgerActivities.GateClosed.class));
      case ROLLING_BACK -> rollingBack(event.as(LedgerActivities.RollingBack.class));
      case NEEDS_OPERATOR -> needsOperator(event.as(LedgerActivities.NeedsOperator.class));
      case RESUMED -> resumed(event.as(LedgerActivities.Resumed.class));
      case CLOSED -> closed(event.as(LedgerActivities.Close.class).report());
      case BY_HAND -> byHand(event.as(ByHand.class));
      case UNKNOWN -> "what only a newer Drydock knows: " + event.data();
    };
  }

  private static String opened(Event event) {
    Opened opened = event.as(Opened.class);
    return "asked by "
        + opened.request().requester()
        + " from "
        + word(opened.request().source())
        + ": "
        + opened.request().app()
        + " to "
        + opened.request().version()
        + " on "
        + opened.request().database();
  }

  private static String kept(Named kept) {
    return kept.writtenAfter()
        .map(written -> written.words("the backup", "the sealed copy"))
        .orElseGet(() -> artifact(kept));
  }

  private static String artifact(Named kept) {
    return "kept as "
        + kept.name()
        + ": "
        + kept.artifact().kind()
        + " "
        + Words.size(kept.artifact().sizeBytes());
  }

  private static String started(StepStarted s) {
    String second = DoneWords.second(s.step(), s.deed());
    return step(s.step(), s.undo())
        + (s.attempt() > 1 ? " starts, attempt " + s.attempt() : " starts")
        + (second.isEmpty() ? "" : ": " + second)
        + (s.by() == null ? "" : ", by " + s.by());
  }

  private static String progress(StepProgress p) {
    return step(p.step(), p.undo()) + ": " + p.line();
  }

  private static String done(StepDone d) {
    String came = DONE.of(d);
    if (DoneWords.isNoBackup(d)) {
      return d.step().word() + ": " + came;
    }
    return step(d.step(), d.undo())
        + " done in "
        + Words.span(d.took())
        + (came.isEmpty() ? "" : ": " + came);
  }

  private static String failed(StepFailed f) {
    return step(f.step(), f.undo())
        + " failed, attempt "
        + f.attempt()
        + (f.willRetry() ? ", will be tried again: " : ": ")
        + f.error();
  }

  private static String gateOpened(LedgerActivities.GateOpened gate) {
    return "gate opens: code "
        + Digest.code(gate.digest())
        + ", "
        + PlanText.gate(gate.policy())
        + ", until "
        + Words.day(gate.expiresAt());
  }

  private static String decided(Decision d) {
    String reason = d.reason() == null || d.reason().isEmpty() ? "" : ": " + d.reason();
    return (d.approve() ? "approved by " : "rejected by ")
        + d.actor()
        + " from "
        + word(d.source())
        + ", code "
        + Digest.code(d.digest())
        + reason;
  }

  private static String refused(Refusal r) {
    return "refused: "
        + r.what()
        + " by "
        + r.actor()
        + " from "
        + word(r.source())
        + ": "
        + r.why();
  }

  private static String gateClosed(LedgerActivities.GateClosed gate) {
    return "gate before " + gate.gate().word() + " closes: " + gate.verdict();
  }

  private static String rollingBack(LedgerActivities.RollingBack back) {
    String by = back.by() == null || back.by().isEmpty() ? "" : ", stopped by " + back.by();
    String undo = back.toUndo().isEmpty() ? "" : "; to undo: " + String.join(", ", back.toUndo());
    return "rolling back" + by + ": " + back.cause() + undo;
  }

  private static String needsOperator(LedgerActivities.NeedsOperator needs) {
    return "needs an operator: " + needs.need().failed() + ": " + needs.need().cause();
  }

  private static String resumed(LedgerActivities.Resumed resumed) {
    return "resumed by "
        + resumed.resume().actor()
        + " from "
        + word(resumed.resume().source())
        + (resumed.resume().keepNew() ? ", to keep the new version" : "")
        + (resumed.resume().discard() == null
            ? ""
            : ", agreeing to lose " + resumed.resume().discard());
  }

  private static String closed(Report report) {
    String cause = report.cause().isEmpty() ? "" : ": " + report.cause();
    String downtime =
        report.downtime().isZero() ? "no downtime" : "downtime " + Words.span(report.downtime());
    return report.outcome().word() + ", " + downtime + cause;
  }

  private static String byHand(ByHand hand) {
    return "by hand: "
        + hand.deed()
        + " by "
        + hand.actor()
        + " from "
        + word(hand.source())
        + ": "
        + hand.what();
  }

  private static String step(Step step, boolean undo) {
    return undo ? "undo of " + step.word() : step.word();
  }

  static String word(Enum<?> source) {
    return source == dev.drydock.workflows.Source.CLI
        ? "the command line"
        : source.name().charAt(0) + source.name().substring(1).toLowerCase(Locale.ROOT);
  }
}
