package dev.drydock.bot.slack;

import com.slack.api.model.block.LayoutBlock;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Gates;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.SchemaActivities;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws a run: the same ledger and moment give the same card. */
final class CardView {
  private static final int MOST_APP = 63;
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
      blocks.add(Kit.section("what", lines, all(view)));
    }
    if (view.state() == RunState.NEEDS_OPERATOR) {
      blocks.add(Kit.section("ways", new CardNeed(view, names).ways(), all(view)));
    }
    CardGate gate = new CardGate(view, names);
    view.openGate()
        .ifPresent(open -> blocks.add(Kit.section("gate", gate.lines(open, now), all(view))));
    if (canAbort(view)) {
      blocks.add(Kit.actions("do", gate.buttons()));
    }
    steps(new CardSteps(view), blocks);
    blocks.add(Kit.context("more", more(view)));
    return new Card(
        Words.cut(Words.said(headline(view), Kit.HEADER) + ". " + next(view), 1000), blocks);
  }

  /** State first, in words: what a phone shows of a notification. */
  static String headline(RunView view) {
    Optional<GateView> down = view.openGate().filter(gate -> Gates.isDown(gate.policy().before()));
    return down.isPresent()
        ? app(view) + " is DOWN, waiting" + forWhat(down.get()) + before(down.get()) + fromTo(view)
        : state(view) + ": " + versions(view);
  }

  private static String before(GateView gate) {
    return " before " + gate.policy().before().word() + ": ";
  }

  private static String state(RunView view) {
    if (!view.isRead()) {
      return "Run " + view.run() + " " + RunView.UNREADABLE;
    }
    if (view.isClosed()) {
      return view.report().outcome().word();
    }
    return switch (view.state()) {
      case WAITING -> "Waiting" + view.openGate().map(CardView::forWhat).orElse("");
      case ROLLING_BACK -> "Rolling back";
      case NEEDS_OPERATOR -> "NEEDS AN OPERATOR";
      default ->
          CardTrouble.step(view)
              .map(step -> "Trying again (" + step.step().word() + ")")
              .or(() -> view.newestStep().map(s -> "In progress (" + s.step().word() + ")"))
              .orElse("Starting");
    };
  }

  private static String forWhat(GateView gate) {
    int given = gate.approvedBy().size();
    return " for "
        + Words.count(gate.policy().approvals(), "approval")
        + (given == 0 ? "" : " (" + given + " given)");
  }

  /** {@code keeper 1.8.0 → 1.9.0}. */
  static String versions(RunView view) {
    return app(view) + " " + fromTo(view);
  }

  /** As long as a name in Kubernetes may be; the end of a longer one tells it from others, too. */
  private static String app(RunView view) {
    String app = view.app();
    int half = MOST_APP / 2;
    return app.length() <= MOST_APP
        ? app
        : app.substring(0, half) + "…" + app.substring(app.length() - half);
  }

  private static String fromTo(RunView view) {
    String to = Words.cut(view.request().version(), 50);
    return view.plan() == null ? to : Words.cut(view.plan().fromVersion(), 40) + " → " + to;
  }

  private String who(RunView view) {
    // The code that a decision is bound to: it covers the backup too, so it is known with the gate.
    String code =
        view.gates().stream()
            .reduce((earlier, later) -> later)
            .map(gate -> " · code `" + Digest.code(gate.digest()) + "`")
            .orElse("");
    return "asked by "
        + names.of(view.request().requester())
        + " · run `"
        + Words.said(view.run(), 60)
        + "`"
        + code;
  }

  private List<String> lines(RunView view) {
    if (view.isClosed()) {
      return new CardEnd(view, names).lines();
    }
    return switch (view.state()) {
      case NEEDS_OPERATOR -> new CardNeed(view, names).lines();
      case ROLLING_BACK -> rollingBack(view);
      default -> underWay(view);
    };
  }

  private List<String> underWay(RunView view) {
    List<String> lines = new ArrayList<>();
    CardTrouble.line(view).ifPresent(lines::add);
    lines.addAll(down(view));
    if (view.plan() == null) {
      return lines;
    }
    lines.addAll(plan(view));
    lines.addAll(CardFacts.lines(view));
    approved(view).ifPresent(lines::add);
    return lines;
  }

  private static List<String> plan(RunView view) {
    Optional<GateView> open = view.openGate();
    if (open.isPresent() && Gates.isDown(open.get().policy().before())) {
      boolean isUpgraded = open.get().policy().before() == Step.BRING_UP;
      return CardPlan.down(view.plan(), view.backup(), isUpgraded, checks(view));
    }
    boolean isDecided = open.isEmpty() && view.gates().stream().anyMatch(CardView::isApproved);
    if (isDecided) {
      return CardPlan.decided(view.plan(), view.backup());
    }
    List<String> lines = new ArrayList<>(CardPlan.lines(view.plan(), view.backup()));
    open.ifPresent(gate -> CardPlan.tried(view.plan(), gate.evidence(), lines));
    return lines;
  }

  /** How many the verification has passed. */
  private static int checks(RunView view) {
    return view.steps().stream()
        .filter(step -> step.step() == Step.VERIFY && step.result() != null)
        .map(step -> Json.convert(step.result(), SchemaActivities.Verified.class).passed().size())
        .findFirst()
        .orElse(0);
  }

  /** Who has approved; of several gates, each with its own. */
  private Optional<String> approved(RunView view) {
    List<GateView> passed = view.gates().stream().filter(CardView::isApproved).toList();
    if (passed.size() == 1 && view.openGate().isEmpty()) {
      return Optional.of("*Approved by:* " + names.listed(passed.get(0).approvedBy()));
    }
    return passed.stream()
        .map(gate -> gate.policy().before().word() + " by " + names.listed(gate.approvedBy()))
        .reduce((earlier, later) -> earlier + " · " + later)
        .map(all -> "*Approved before:* " + all);
  }

  private static boolean isApproved(GateView gate) {
    return "approved".equals(gate.verdict());
  }

  private List<String> rollingBack(RunView view) {
    List<String> lines = new ArrayList<>();
    lines.add("*Why:* " + Why.of(view, names, view.cause(), 800));
    CardTrouble.line(view).ifPresent(lines::add);
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

  /** Shows all of it where a card has no room. */
  private static String all(RunView view) {
    return "drydock status " + Words.code(view.run());
  }

  /** What a screen reader and a notification say after the headline. */
  private String next(RunView view) {
    String run = "Run " + Words.said(view.run(), 60) + ".";
    if (view.isClosed()) {
      return view.report().outcome() == Outcome.UPGRADED
          ? "Downtime " + Words.took(view.report().downtime()) + ". " + run
          : Why.brief(view, names, view.report().cause()) + " " + run;
    }
    return switch (view.state()) {
      case WAITING -> "People have to decide. " + run;
      case NEEDS_OPERATOR -> "A person has to act. " + run;
      case ROLLING_BACK -> "Why: " + Why.brief(view, names, view.cause()) + " " + run;
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

  /** While it serves users, nothing. */
  private static List<String> down(RunView view) {
    return view
        .downSince()
        .map(since -> "*" + Words.said(view.app(), 63) + " is down* since " + Words.at(since))
        .stream()
        .toList();
  }
}
