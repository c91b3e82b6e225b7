package dev.drydock.bot.slack;

import com.slack.api.model.block.LayoutBlock;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws a run: the same ledger and moment give the same card. */
final class CardView {
  private final Names names;

  CardView(Names names) {
    this.names = names;
  }

  Card draw(RunView view, Instant now) {
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(Kit.header(headline(view)));
    blocks.add(Kit.context("who", who(view)));
    List<String> lines = lines(view);
    if (!lines.isEmpty()) {
      blocks.add(Kit.section("what", lines));
    }
    CardGate gate = new CardGate(view, names);
    view.openGate().ifPresent(open -> blocks.add(Kit.section("gate", gate.lines(open, now))));
    if (canAbort(view)) {
      blocks.add(Kit.actions("do", gate.buttons()));
    }
    steps(new CardSteps(view, now), blocks);
    blocks.add(Kit.context("more", more(view)));
    return new Card(
        Words.cut(Words.said(headline(view), Kit.HEADER) + ". " + next(view), 1000), blocks);
  }

  /** State first, in words: what a phone shows of a notification. */
  static String headline(RunView view) {
    return state(view) + ": " + versions(view);
  }

  private static String state(RunView view) {
    if (!view.isRead()) {
      return "Run " + view.run() + " " + RunView.UNREADABLE;
    }
    if (view.isClosed()) {
      return view.report().outcome().word();
    }
    return switch (view.state()) {
      case WAITING -> view.openGate().map(CardView::waiting).orElse("Waiting");
      case ROLLING_BACK -> "Rolling back";
      case NEEDS_OPERATOR -> "NEEDS AN OPERATOR";
      default ->
          view.newestStep()
              .map(step -> "In progress (" + step.step().word() + ")")
              .orElse("Starting");
    };
  }

  private static String waiting(GateView gate) {
    int given = gate.approvedBy().size();
    return "Waiting for "
        + Words.count(gate.policy().approvals(), "approval")
        + (given == 0 ? "" : " (" + given + " given)");
  }

  private static String versions(RunView view) {
    String to = Words.cut(view.request().version(), 50);
    String from = view.plan() == null ? "" : Words.cut(view.plan().fromVersion(), 40) + " → ";
    return Words.cut(view.app(), 40) + " " + from + to;
  }

  private String who(RunView view) {
    // The code that a decision is bound to: it covers the backup too, so it is known with the gate.
    String plan =
        view.gates().stream()
            .reduce((earlier, later) -> later)
            .map(gate -> " · plan `" + Digest.code(gate.digest()) + "`")
            .orElse("");
    return "asked by "
        + names.of(view.request().requester())
        + " · run `"
        + Words.said(view.run(), 60)
        + "`"
        + plan;
  }

  private List<String> lines(RunView view) {
    if (view.isClosed()) {
      return new CardEnd(view, names).lines();
    }
    return switch (view.state()) {
      case NEEDS_OPERATOR -> needsOperator(view);
      case ROLLING_BACK -> rollingBack(view);
      default -> underWay(view, names);
    };
  }

  private static List<String> underWay(RunView view, Names names) {
    if (view.plan() == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(down(view));
    Optional<GateView> approved =
        view.gates().stream()
            .filter(gate -> "approved".equals(gate.verdict()))
            .reduce((earlier, later) -> later);
    if (approved.isPresent() && view.openGate().isEmpty()) {
      lines.addAll(CardPlan.decided(view.plan(), view.backup()));
    } else {
      lines.addAll(CardPlan.lines(view.plan(), view.backup()));
      view.openGate().ifPresent(gate -> CardPlan.tried(view.plan(), gate.evidence(), lines));
    }
    lines.addAll(CardFacts.lines(view));
    approved.ifPresent(gate -> lines.add("*Approved by:* " + names.listed(gate.approvedBy())));
    return lines;
  }

  private static List<String> needsOperator(RunView view) {
    List<String> lines = new ArrayList<>(CardNeed.lines(view));
    lines.addAll(CardFacts.lines(view));
    return lines;
  }

  private static List<String> rollingBack(RunView view) {
    List<String> lines = new ArrayList<>();
    lines.add("*Why:* " + Words.said(view.cause(), 800));
    lines.addAll(down(view));
    lines.addAll(CardFacts.lines(view));
    lines.add("Everything done is being put back, newest first. Nobody has to act.");
    return lines;
  }

  private static void steps(CardSteps steps, List<LayoutBlock> blocks) {
    List<String> lines = new ArrayList<>();
    lines.add(steps.line());
    lines.add(steps.wayBack());
    lines.add(steps.running());
    lines.removeIf(String::isEmpty);
    blocks.add(Kit.context("steps", String.join("\n", lines)));
  }

  private static String more(RunView view) {
    String change = "changed " + Words.at(view.changedAt());
    return "`drydock audit " + Words.said(view.run(), 60) + "` · " + change;
  }

  /** What a screen reader and a notification say after the headline. */
  private String next(RunView view) {
    String run = "Run " + Words.said(view.run(), 60) + ".";
    if (view.isClosed()) {
      return view.report().outcome() == Outcome.UPGRADED
          ? "Downtime " + Words.took(view.report().downtime()) + ". " + run
          : Words.said(view.report().cause(), 300) + ". " + run;
    }
    return switch (view.state()) {
      case WAITING -> "People have to decide. " + run;
      case NEEDS_OPERATOR -> "A person has to act. " + run;
      case ROLLING_BACK -> "Why: " + Words.said(view.cause(), 300) + ". " + run;
      default -> run;
    };
  }

  /** Before the new version is brought up, and while nothing is being put back. */
  static boolean canAbort(RunView view) {
    boolean early = view.steps().stream().noneMatch(s -> !s.undo() && s.step() == Step.BRING_UP);
    return !view.isClosed()
        && early
        && (view.state() == RunState.RUNNING || view.state() == RunState.WAITING);
  }

  static String downtime(Duration downtime) {
    return downtime.isZero() ? "none: it was never stopped" : Words.took(downtime);
  }

  /** Since when users are shut out; empty while a version serves them. */
  private static List<String> down(RunView view) {
    boolean up =
        view.steps().stream()
            .filter(step -> step.state() == StepView.State.DONE)
            .anyMatch(step -> step.deed().equalsIgnoreCase("App.bringUpOld") || isBringUp(step));
    return view.steps().stream()
        .filter(step -> !up && !step.undo() && step.step() == Step.TAKE_DOWN)
        .map(s -> "*" + Words.said(view.app(), 60) + " is down* since " + Words.at(s.startedAt()))
        .limit(1)
        .toList();
  }

  private static boolean isBringUp(StepView step) {
    return !step.undo() && step.step() == Step.BRING_UP;
  }
}
