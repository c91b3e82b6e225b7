package dev.drydock.bot.slack;

import static java.util.stream.Collectors.joining;

import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.book.RunView;
import java.util.ArrayList;
import java.util.List;

/** What the card says when an undo failed: loud, exact, with the commands to copy. */
final class CardNeed {
  private static final int MOST = 6;

  private CardNeed() {}

  static List<String> lines(RunView view) {
    OperatorNeed need = view.need();
    List<String> lines = new ArrayList<>();
    if (need == null) {
      return List.of("*A person has to act.*");
    }
    lines.add(
        "*A person has to act.* The way back stopped at: *" + Words.said(need.failed(), 120) + "*");
    lines.add("*Why:* " + Words.said(need.cause(), 600));
    if (view.cause() != null) {
      lines.add("*It was rolling back because:* " + Words.said(view.cause(), 300));
    }
    titled("*Not done:*", need.notDone(), lines);
    String done = need.done().stream().map(deed -> Words.said(deed, 120)).collect(joining("; "));
    lines.add("*Done:* " + (done.isEmpty() ? "nothing" : done));
    commands("*Look:*", need.look(), lines);
    commands("*Then go on:*", need.goOn(), lines);
    lines.add(
        "The lock on database "
            + Words.said(view.database().name(), 60)
            + " stays held until then.");
    return lines;
  }

  private static void titled(String title, List<String> what, List<String> lines) {
    lines.add(title + (what.isEmpty() ? " nothing" : ""));
    CardPlan.bullets(what, MOST, lines);
  }

  private static void commands(String title, List<String> commands, List<String> lines) {
    if (commands.isEmpty()) {
      return;
    }
    lines.add(title);
    commands.stream()
        .limit(MOST)
        .forEach(command -> lines.add("`" + Words.said(command, 250).replace('`', '\'') + "`"));
  }
}
