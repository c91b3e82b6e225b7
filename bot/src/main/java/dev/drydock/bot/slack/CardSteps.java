package dev.drydock.bot.slack;

import dev.drydock.bot.desk.WayOn;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The line of steps with their times, the line of the way back, and what runs now. */
final class CardSteps {
  private final RunView view;

  CardSteps(RunView view) {
    this.view = view;
  }

  /** {@code plan 2 s · backup 14 s › GATE · take down · seal}. */
  String line() {
    List<String> words = new ArrayList<>();
    for (Step step : Step.values()) {
      if (step == Step.REPORT) {
        continue;
      }
      gateAt(step).forEach(words::add);
      boolean neverComes = view.isClosed() || view.cause() != null;
      if (neverComes && deeds(step, false).isEmpty()) {
        continue;
      }
      words.add(word(step));
    }
    return together(String.join(" · ", words).replace(" · ›", " ›"));
  }

  /** What was undone, in that order; empty when nothing was. */
  String wayBack() {
    List<String> words = new ArrayList<>();
    view.steps().stream().filter(StepView::undo).forEach(step -> words.add(undone(step)));
    return words.isEmpty() ? "" : together("way back: " + String.join(" · ", words));
  }

  /** No line break between a figure and its unit. */
  private static String together(String words) {
    return words.replaceAll("(\\d) (s|min|h)\\b", "$1\u00a0$2");
  }

  /** The running step and its newest line; empty when nothing runs. */
  String running() {
    return view.steps().stream()
        .filter(step -> view.report() == null)
        .filter(step -> step.state() == StepView.State.RUNNING || isRetrying(step))
        .reduce((earlier, later) -> later)
        .map(this::running)
        .orElse("");
  }

  private String running(StepView step) {
    String said = step.progress() == null ? "" : ": " + Words.said(step.progress(), 200);
    return "*"
        + (step.undo() ? deedWord(step) : step.step().word())
        + "* since "
        + Words.clock(step.startedAt())
        + said;
  }

  private String word(Step step) {
    List<StepView> deeds = deeds(step, false);
    if (deeds.isEmpty()) {
      return step.word();
    }
    if (step == Step.BACKUP && view.backup() != null && !view.backup().wasTaken()) {
      return "no backup";
    }
    StepView last = deeds.get(deeds.size() - 1);
    return switch (last.state()) {
      case DONE -> step.word() + " " + Words.took(total(deeds));
      case RUNNING -> "› *" + step.word() + "*";
      case RETRYING -> "› *" + step.word() + "* trying again";
      case FAILED -> failed(step.word(), last);
    };
  }

  private static String failed(String word, StepView step) {
    return step.wasStopped() ? word + " stopped" : "*" + word + " FAILED*";
  }

  private String undone(StepView step) {
    return switch (step.state()) {
      case DONE -> deedWord(step) + " " + Words.took(step.took());
      case RUNNING -> "› *" + deedWord(step) + "*";
      case RETRYING -> "› *" + deedWord(step) + "* trying again";
      case FAILED -> asks(step) ? deedWord(step) + ", asks" : failed(deedWord(step), step);
    };
  }

  /** It took the new version down, and stopped because that had written something. */
  private boolean asks(StepView step) {
    return step.step() == Step.BRING_UP && view.need() != null && WayOn.isChoice(view.need());
  }

  /** {@code App.BringUpOld} is "bring up old"; Temporal writes a type with a capital letter. */
  static String deedWord(StepView step) {
    return deedWord(step.deed(), step.step());
  }

  static String deedWord(String deed, Step step) {
    String name = deed.substring(deed.indexOf('.') + 1);
    if (name.equalsIgnoreCase("remove")) {
      return "remove " + step.word();
    }
    return Words.said(name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT).strip(), 60);
  }

  /**
   * Gates that stand before this step. The one before the take-down is asked before its pod is
   * made.
   */
  private List<String> gateAt(Step step) {
    if (view.gates().isEmpty()) {
      return plannedGates(step);
    }
    return view.gates().stream().filter(gate -> place(gate) == step).map(this::gateWord).toList();
  }

  private List<String> plannedGates(Step step) {
    if (view.plan() == null || view.isClosed()) {
      return List.of();
    }
    return view.plan().policy().gates().stream()
        .filter(gate -> asked(gate.before()) == step)
        .map(gate -> "gate")
        .toList();
  }

  private Step place(GateView gate) {
    boolean podFirst =
        deeds(Step.MAINTENANCE_POD, false).stream()
            .anyMatch(pod -> pod.startedAt().isBefore(gate.openedAt()));
    return podFirst ? gate.policy().before() : asked(gate.policy().before());
  }

  private static Step asked(Step before) {
    return before == Step.TAKE_DOWN ? Step.MAINTENANCE_POD : before;
  }

  private String gateWord(GateView gate) {
    if (gate.verdict() == null) {
      return view.isClosed() ? "gate" : "› *GATE*";
    }
    return "gate " + Words.said(gate.verdict(), 20);
  }

  private List<StepView> deeds(Step step, boolean undo) {
    return view.steps().stream()
        .filter(deed -> deed.step() == step && deed.undo() == undo)
        .toList();
  }

  private static Duration total(List<StepView> deeds) {
    return deeds.stream()
        .map(StepView::took)
        .filter(Objects::nonNull)
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static boolean isRetrying(StepView step) {
    return step.state() == StepView.State.RETRYING;
  }
}
