package dev.drydock.bot.cli;

import dev.drydock.bot.desk.ShellWord;
import dev.drydock.bot.desk.WayOn;
import dev.drydock.bot.words.DoneWords;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Gates;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.RunState;
import dev.drydock.workflows.book.Agreed;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepDone;
import dev.drydock.workflows.book.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A run on a terminal: the card without Slack. */
record RunText(Paint paint) {
  private static final int MOST_SESSIONS = 10;
  private static final DoneWords DONE = new DoneWords(UnaryOperator.identity());

  List<String> lines(RunView run, Instant now) {
    return all(run, now).stream().map(line -> Row.clean(line, paint.on())).toList();
  }

  private List<String> all(RunView run, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(paint.strong(title(run)) + "   " + state(run));
    lines.add(
        "run "
            + run.run()
            + ", asked by "
            + run.request().requester()
            + " "
            + Words.day(run.openedAt())
            + code(run));
    if (!run.isRead()) {
      lines.add(paint.bad("Unread:    from " + run.unread() + " on; look with the newer Drydock"));
    }
    if (run.plan() != null) {
      lines.addAll(PlanText.brief(run.plan()));
    }
    if (run.backup() != null && run.backup().wasTaken()) {
      lines.add(
          "Backup:    " + Words.size(run.backup().sizeBytes()) + " at " + run.backup().location());
    }
    run.writtenAfterBackup().ifPresent(written -> lines.add("           " + written));
    run.endedByFence(MOST_SESSIONS).forEach(session -> lines.add("Ended:     " + session));
    run.steps().forEach(step -> lines.addAll(step(step, now)));
    run.downSince()
        .filter(since -> run.need() != null)
        .ifPresent(since -> lines.add(paint.bad("Down:      since " + Words.day(since))));
    run.openGate().ifPresent(gate -> lines.addAll(gate(run, gate)));
    if (!run.waited().isZero()) {
      lines.add("Waited:    " + Words.span(run.waited()) + " for an operator");
    }
    if (run.cause() != null && run.report() == null) {
      lines.add("Because:   " + run.cause());
    }
    if (run.need() != null) {
      lines.addAll(need(run));
    }
    if (run.report() != null) {
      run.keptAside()
          .forEach(
              name ->
                  lines.add("Aside:     " + name + "; drydock " + ShellWord.drop(run.app(), name)));
      run.discarded().ifPresent(agreed -> lines.addAll(discarded(agreed)));
      lines.addAll(report(run.report()));
    }
    return lines;
  }

  /** The code that a decision is bound to, as on the card: it covers the backup too. */
  private static String code(RunView run) {
    return run.gates().stream()
        .reduce((earlier, later) -> later)
        .map(gate -> ", gate code " + Digest.code(gate.digest()))
        .orElse("");
  }

  /** One line of a list. */
  String line(RunView run) {
    String line =
        String.format(
            "%-16s %-12s %-20s %-12s %s  %-10s %s",
            run.run(),
            run.app(),
            versions(run),
            run.request().requester(),
            Words.day(run.openedAt()),
            run.report() == null ? "" : downtime(run.report()),
            state(run));
    return Row.clean(line, paint.on());
  }

  /** What stands above such lines. */
  String head() {
    return paint.faint(
        String.format(
            "%-16s %-12s %-20s %-12s %-23s  %-10s %s",
            "run", "app", "version", "asked by", "opened", "downtime", "how it stands"));
  }

  private static String downtime(Report report) {
    return report.downtime().isZero() ? "none" : Words.span(report.downtime());
  }

  String state(RunView run) {
    if (!run.isRead()) {
      return paint.bad(RunView.UNREADABLE);
    }
    if (run.report() != null) {
      Outcome outcome = run.report().outcome();
      return outcome == Outcome.UPGRADED ? paint.good(outcome.word()) : paint.bad(outcome.word());
    }
    if (run.state() == RunState.NEEDS_OPERATOR) {
      return paint.bad("Needs an operator");
    }
    if (run.openGate().isPresent()) {
      GateView gate = run.openGate().orElseThrow();
      return paint.waits(
          "waiting for "
              + Words.count(gate.policy().approvals(), "approval")
              + " ("
              + gate.approvedBy().size()
              + " given)");
    }
    String step = run.newestStep().map(s -> s.step().word()).orElse("begins");
    return run.state() == RunState.ROLLING_BACK ? paint.waits("rolling back: " + step) : step;
  }

  private static String title(RunView run) {
    return run.app() + " " + versions(run);
  }

  private static String versions(RunView run) {
    String to = run.request().version();
    return run.plan() == null ? "to " + to : run.plan().fromVersion() + " -> " + to;
  }

  private List<String> step(StepView step, Instant now) {
    Duration took = step.took() == null ? Duration.between(step.startedAt(), now) : step.took();
    String name = (step.undo() ? "undo " : "") + step.step().word();
    String attempt = step.attempt() > 1 ? " in " + step.attempt() + " attempts" : "";
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
                "  %s %-22s %-8s%s%s", mark(step), name, Words.span(took), attempt, came(step))
            .stripTrailing());
    if (step.state() != StepView.State.DONE && step.progress() != null) {
      lines.add("      " + paint.faint(step.progress()));
    }
    if (step.state() != StepView.State.DONE && step.error() != null) {
      lines.add("      " + paint.bad(step.error()));
    }
    return lines;
  }

  /** What came of it; whom the fence ended stands above, by name. */
  private static String came(StepView step) {
    if (step.state() != StepView.State.DONE) {
      String second = DoneWords.second(step.step(), step.deed());
      return second.isEmpty() ? "" : "  " + second;
    }
    String came = DONE.of(done(step));
    return came.isEmpty() ? "" : "  " + came.lines().findFirst().orElse("").replaceFirst(":$", "");
  }

  static StepDone done(StepView step) {
    return new StepDone(step.step(), step.undo(), step.deed(), step.took(), step.result());
  }

  private String mark(StepView step) {
    return switch (step.state()) {
      case DONE ->
          DoneWords.isNoBackup(done(step)) ? paint.waits("none   ") : paint.good("done   ");
      case RUNNING -> paint.waits("running");
      case RETRYING -> paint.waits("retries");
      case FAILED -> step.wasStopped() ? paint.waits("stopped") : paint.bad("failed ");
    };
  }

  /** What somebody who decides has to read, and what to type. */
  List<String> gate(RunView run, GateView gate) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Gate:      " + PlanText.gate(gate.policy()) + ", until " + Words.day(gate.expiresAt()));
    if (Gates.isDown(gate.policy().before())) {
      lines.add("           " + run.app() + " is down; a no, or no answer, puts everything back");
    }
    gate.evidence().forEach(line -> lines.add("           " + line));
    gate.decisions()
        .forEach(
            d ->
                lines.add(
                    (d.approve() ? "Approved:  " : "Rejected:  ")
                        + d.actor()
                        + (d.reason() == null || d.reason().isEmpty() ? "" : ": " + d.reason())));
    lines.add(
        "Decide:    drydock approve " + run.run() + " --digest " + Digest.code(gate.digest()));
    return lines;
  }

  private List<String> need(RunView run) {
    OperatorNeed need = run.need();
    List<String> lines = new ArrayList<>();
    lines.add(paint.bad("Failed:    " + need.failed() + ": " + need.cause()));
    need.done().forEach(line -> lines.add("Done:      " + line));
    need.notDone().forEach(line -> lines.add("Not done:  " + line));
    need.look().forEach(line -> lines.add("Look:      " + line));
    if (need.discard() != null) {
      need.discard().lost().forEach(lost -> lines.add("Lost then: " + lost.words()));
      lines.add("           kept, to be read, in " + need.discard().location());
    }
    for (WayOn way : WayOn.of(run)) {
      lines.add("Go on:     " + way.does() + ":");
      lines.add("           " + way.command());
    }
    return lines;
  }

  private static List<String> discarded(Agreed agreed) {
    List<String> lines = new ArrayList<>();
    lines.add("Discarded: " + agreed.code() + ", agreed by " + agreed.person());
    if (agreed.what() != null) {
      agreed.what().lost().forEach(lost -> lines.add("           " + lost.words()));
      lines.add("           kept, to be read, in " + agreed.what().location());
    }
    return lines;
  }

  private static List<String> report(Report report) {
    List<String> lines = new ArrayList<>();
    if (!report.cause().isEmpty()) {
      lines.add("Because:   " + report.cause());
    }
    lines.add("Downtime:  " + downtime(report));
    lines.add("Approved:  " + Words.list(report.approvedBy()));
    report.leftToDo().forEach(line -> lines.add("Left:      " + line));
    return lines;
  }
}
