package dev.drydock.bot.cli;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs for a spreadsheet: a head, then a line each; times in ISO 8601, UTC. */
final class RunCsv {
  private static final String HEAD =
      "run,app,database,from,to,asked by,opened,outcome,downtime seconds,approved by,cause";

  private RunCsv() {}

  static List<String> lines(List<RunView> runs) {
    return Stream.concat(Stream.of(HEAD), runs.stream().map(RunCsv::line)).toList();
  }

  private static String line(RunView run) {
    boolean isOver = run.report() != null;
    return Stream.of(
            run.run(),
            run.app(),
            run.database().toString(),
            run.plan() == null ? "" : run.plan().fromVersion(),
            run.request().version(),
            run.request().requester(),
            run.openedAt().toString(),
            run.isRead() ? run.outcome().map(Outcome::word).orElse("") : RunView.UNREADABLE,
            isOver ? String.valueOf(run.report().downtime().toMillis() / 1000.0) : "",
            run.gates().stream()
                .map(GateView::approvedBy)
                .flatMap(List::stream)
                .distinct()
                .collect(Collectors.joining(" ")),
            isOver ? run.report().cause() : "")
        .map(RunCsv::cell)
        .collect(Collectors.joining(","));
  }

  /** What others wrote is no formula, and ends neither its cell nor its line. */
  private static String cell(String text) {
    String clean = Row.clean(text, false);
    String plain = clean.matches("[=+@\t-].*") ? "'" + clean : clean;
    return plain.matches(".*[\",'].*") ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
  }
}
