package dev.drydock.bot.slack;

import com.slack.api.model.block.LayoutBlock;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one person reads who asked for it. */
final class Replies {
  private static final int MOST_OPEN = 10;
  private static final int LAST = 5;
  private static final int SQL_HEAD = 1500;
  private final RunBook book;
  private final Names names;

  Replies(RunBook book, Names names) {
    this.book = book;
    this.names = names;
  }

  static String help(Verb verb) {
    if (verb != null) {
      return "`" + verb.usage() + "`\n" + capital(verb.does()) + ".";
    }
    List<String> lines = new ArrayList<>();
    for (Verb each : Verb.values()) {
      lines.add("`" + each.usage() + "`  " + each.does());
    }
    lines.add("`/migrate` alone lists the runs.");
    return String.join("\n", lines);
  }

  /** The open runs, the last few, and how to get help. */
  String runs() {
    List<String> lines = new ArrayList<>();
    List<RunView> open = book.open();
    lines.add(open.isEmpty() ? "No run is open." : "*Open*");
    open.stream().limit(MOST_OPEN).forEach(run -> lines.add(line(run)));
    if (open.size() > MOST_OPEN) {
      lines.add("and " + (open.size() - MOST_OPEN) + " more");
    }
    List<RunView> over =
        book.recent(LAST * 3).stream().filter(RunView::isClosed).limit(LAST).toList();
    if (!over.isEmpty()) {
      lines.add("*Over*");
      over.forEach(run -> lines.add(line(run)));
    }
    lines.add("`/migrate APP VERSION` asks for a run; `/migrate help` says more.");
    return String.join("\n", lines);
  }

  private String line(RunView run) {
    return "`"
        + Words.code(run.run())
        + "` "
        + Words.said(CardView.headline(run), 150)
        + ", asked by "
        + names.of(run.request().requester())
        + ", "
        + Words.at(run.changedAt());
  }

  /** The card without its buttons. */
  Card status(RunView run) {
    Card card = new CardView(names).draw(run, Instant.now());
    List<LayoutBlock> blocks =
        card.blocks().stream().filter(block -> !"actions".equals(block.getType())).toList();
    return new Card(card.text(), blocks);
  }

  /** For somebody who typed approve without the code. */
  String askForCode(RunView run) {
    GateView gate =
        run.openGate()
            .orElseThrow(
                () ->
                    new Refused(
                        "Run " + run.run() + " is not waiting at a gate.", "status " + run.run()));
    return "Read the card of `"
        + Words.code(run.run())
        + "` first. If you approve that plan, say which one:\n`"
        + approve(run.run(), gate)
        + "`";
  }

  /** For somebody who typed approve alone. */
  String waiting() {
    List<String> lines = new ArrayList<>();
    for (RunView run : book.open()) {
      Optional<GateView> gate = run.openGate();
      gate.ifPresent(open -> lines.add(line(run) + "\n`" + approve(run.run(), open) + "`"));
    }
    return lines.isEmpty() ? "No run waits for an approval." : String.join("\n", lines);
  }

  private static String approve(String run, GateView gate) {
    return "/migrate approve " + Words.code(run) + " " + Digest.code(gate.digest());
  }

  String plan(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "*Plan of "
            + Words.said(plan.app(), 60)
            + " "
            + Words.said(plan.fromVersion(), 60)
            + " → "
            + Words.said(plan.version(), 60)
            + "*. Nothing was touched.");
    lines.addAll(CardPlan.lines(plan, null));
    lines.add(sql(plan));
    lines.add("To ask for it: `/migrate " + Words.code(plan.app() + " " + plan.version()) + "`");
    return String.join("\n", lines);
  }

  private String sql(Plan plan) {
    if (plan.schema().sql() == null) {
      String why = plan.schema().sqlAbsent();
      return "*SQL:* none" + (why == null ? "" : ": " + Words.said(why, 200));
    }
    return book.artifact(plan.schema().sql().digest())
        .map(bytes -> head(plan, new String(bytes, StandardCharsets.UTF_8)))
        .orElse("*SQL:* " + Words.size(plan.schema().sql().sizeBytes()) + ", not at hand here");
  }

  private static String head(Plan plan, String sql) {
    String block = Words.codeBlock(sql, SQL_HEAD);
    return Words.escaped(sql.stripTrailing()).length() <= SQL_HEAD
        ? block
        : block
            + "\nThat is its beginning, of "
            + Words.size(plan.schema().sql().sizeBytes())
            + ". All of it: `drydock plan "
            + Words.code(plan.app() + " " + plan.version())
            + " --sql`";
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
