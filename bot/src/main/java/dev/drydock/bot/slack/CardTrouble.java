package dev.drydock.bot.slack;

import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepView;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What the card says while a step fails and is tried again. */
final class CardTrouble {
  private CardTrouble() {}

  /** The step that is in trouble; empty where all goes well. */
  static Optional<StepView> step(RunView view) {
    return view.steps().stream()
        .filter(step -> !view.isClosed() && step.hasTrouble())
        .reduce((earlier, later) -> later);
  }

  static Optional<String> line(RunView view) {
    return step(view)
        .map(
            step ->
                "*Trouble:* "
                    + Why.sentence(Words.said(step.error(), 600))
                    + " Tried "
                    + tries(step)
                    + "; "
                    + end(view, step)
                    + ".");
  }

  private static String tries(StepView step) {
    boolean isUnderWay = step.state() == StepView.State.RUNNING;
    int failed = isUnderWay ? step.attempt() - 1 : step.attempt();
    return failed <= 1 ? "once" : failed + " times";
  }

  private static String end(RunView view, StepView step) {
    if (step.undo()) {
      return "if it does not pass, a person is asked";
    }
    if (step.step() == Step.REPORT) {
      return "users are served; what does not pass is left to a person";
    }
    return "gives up " + Words.clock(givesUp(view, step)) + ", then " + then(view, step.step());
  }

  private static String then(RunView view, Step step) {
    if (step == Step.BRING_UP) {
      return "takes it down, and goes back if it wrote nothing";
    }
    return step.compareTo(Step.TAKE_DOWN) < 0
        ? "the run ends, and nothing happens to " + Words.said(view.app(), 63)
        : "rolls back";
  }

  /** A step's limit holds for all its attempts. */
  private static Instant givesUp(RunView view, StepView step) {
    Limits limits = view.plan() == null ? Limits.DEFAULT : view.plan().policy().limits();
    Step like =
        switch (step.deed().toLowerCase(Locale.ROOT)) {
          case "app.startnew" -> Step.BRING_UP;
          case "app.requiredown" -> Step.TAKE_DOWN;
          default -> step.step();
        };
    return step.startedAt().plus(limits.of(like));
  }
}
