package dev.drydock.bot.slack;

import dev.drydock.bot.desk.ShellWord;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.book.Agreed;
import dev.drydock.workflows.book.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the card says when the run is over. */
final class CardEnd {
  private static final int MOST_LOST = 4;
  private final RunView view;
  private final Report report;
  private final Names names;

  CardEnd(RunView view, Names names) {
    this.view = view;
    this.report = view.report();
    this.names = names;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!report.cause().isEmpty()) {
      lines.add("*Why:* " + Why.of(view, names, report.cause(), 800));
    }
    lines.add("*Now:* " + now());
    discarded().ifPresent(lines::add);
    if (wasTouched() || !report.downtime().isZero()) {
      lines.add("*Downtime:* " + CardView.downtime(report.downtime()));
    }
    if (!report.approvedBy().isEmpty()) {
      lines.add("*Approved by:* " + names.listed(report.approvedBy()));
    }
    lines.addAll(CardFacts.lines(view));
    if (view.backup() != null && view.backup().wasTaken() && view.writtenAfter() == null) {
      lines.add("*Backup:* " + Words.size(view.backup().sizeBytes()) + ", kept");
    }
    aside(lines);
    left(lines);
    return lines;
  }

  /** What failed takes room until it is removed, and may tell why it failed. */
  private void aside(List<String> lines) {
    view.keptAside()
        .forEach(
            name ->
                lines.add(
                    "*Kept aside:* the failed database `"
                        + Words.code(name)
                        + "`, to look into; to remove it before its time: `drydock "
                        + Words.code(ShellWord.drop(view.app(), name))
                        + "`"));
  }

  private boolean wasTouched() {
    return report.outcome() == Outcome.UPGRADED || report.outcome() == Outcome.ROLLED_BACK;
  }

  /** What is up, in one line. */
  String now() {
    String app = Words.said(view.app(), 60);
    String old =
        view.plan() == null ? "the old version" : Words.said(view.plan().fromVersion(), 60);
    return switch (report.outcome()) {
      case UPGRADED ->
          app + " " + Words.said(view.request().version(), 60) + " is up on the new schema";
      case ROLLED_BACK -> app + " " + old + " is up on the old schema and data";
      default -> "Drydock touched nothing of " + app;
    };
  }

  /** What was given up by a person's word, so that it could go back. */
  Optional<String> discarded() {
    return view.discarded()
        .map(
            agreed ->
                "*Discarded:* "
                    + Words.said(agreed.words(MOST_LOST), 600)
                    + (agreed.what() == null ? "" : " ")
                    + "(`"
                    + Words.code(agreed.code())
                    + "`), agreed by "
                    + names.of(agreed.person())
                    + kept(agreed));
  }

  private static String kept(Agreed agreed) {
    return agreed.what() == null
        ? ""
        : "; kept, to be read, in " + Words.said(agreed.what().location(), 1100);
  }

  private void left(List<String> lines) {
    if (report.leftToDo().isEmpty()) {
      lines.add("*Left to do:* " + next());
      return;
    }
    lines.add("*Left to do:*");
    CardPlan.bullets(report.leftToDo(), 6, lines);
  }

  /** Where Drydock did not come to it, somebody still wants the new version. */
  private String next() {
    String again =
        "ask again: `/migrate " + Words.code(view.app() + " " + view.request().version()) + "`";
    return switch (report.outcome()) {
      case REFUSED, STOPPED, VOID, NOT_CARRIED_OUT ->
          "if it is still wanted, mend the cause above, then " + again;
      case EXPIRED -> again;
      default -> "nothing";
    };
  }
}
