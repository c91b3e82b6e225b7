package dev.drydock.bot.slack;

import static java.util.stream.Collectors.joining;

import dev.drydock.bot.desk.WayOn;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.OperatorNeed;
import dev.drydock.workflows.book.RunView;
import java.util.ArrayList;
import java.util.List;

/**
 * What the card says when a person has to act: who, whether users are shut out, what is wrong, and
 * each way on with what comes of it.
 */
final class CardNeed {
  private static final int MOST = 6;
  private static final int MOST_LOST = 8;
  private static final int LONGEST_PLACE = 1100;
  private final RunView view;
  private final OperatorNeed need;
  private final Names names;

  CardNeed(RunView view, Names names) {
    this.view = view;
    this.need = view.need();
    this.names = names;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(first());
    lines.addAll(WayOn.isChoice(need) ? choice() : stuck());
    lines.add("Until then the lock on database " + database() + " stays held.");
    return lines;
  }

  private String first() {
    String app = "*" + Words.said(view.app(), 63);
    String state =
        view.downSince()
            .map(since -> app + " is DOWN* since " + Words.at(since))
            .orElse(app + " is up*");
    return state + ". " + names.toAct(view) + ": somebody has to act.";
  }

  /** Nothing is broken; what the new version wrote is kept or lost. */
  private List<String> choice() {
    String version = Words.said(view.request().version(), 60);
    List<String> lines = new ArrayList<>();
    lines.add(version + " came up, wrote, and failed. Drydock took it down and waits.");
    if (view.cause() != null) {
      lines.add("*Why it failed:* " + Words.said(view.cause(), 300));
    }
    if (need.discard() == null) {
      lines.add("*Why it waits:* " + Words.said(need.cause(), 2000));
    } else {
      lost(need.discard(), lines);
    }
    return lines;
  }

  private void lost(Discard discard, List<String> lines) {
    lines.add("*Going back to " + old() + " would lose:*");
    List<Discard.Lost> few = discard.few(MOST_LOST);
    few.forEach(lost -> lines.add("• " + Words.said(lost.words(), 150)));
    if (few.size() > MOST_LOST) {
      lines.add("All of them: `drydock status " + Words.code(view.run()) + "`");
    }
    lines.add("Kept, to be read, in " + Words.said(discard.location(), LONGEST_PLACE));
  }

  private List<String> stuck() {
    List<String> lines = new ArrayList<>();
    lines.add("The way back stopped at: *" + Words.said(need.failed(), 120) + "*");
    lines.add("*Why:* " + Why.told(need.cause(), 600));
    if (view.cause() != null) {
      lines.add("*It was rolling back because:* " + Why.of(view, names, view.cause(), 300));
    }
    lines.add("*Not done:*" + (need.notDone().isEmpty() ? " nothing" : ""));
    CardPlan.bullets(need.notDone(), MOST, lines);
    String done = need.done().stream().map(deed -> Words.said(deed, 120)).collect(joining("; "));
    lines.add("*Done:* " + (done.isEmpty() ? "nothing" : done));
    return lines;
  }

  /** Apart from the lines, so that none of it is cut, however long a cause is. */
  List<String> ways() {
    List<String> lines = new ArrayList<>();
    boolean isChoice = WayOn.isChoice(need);
    if (!isChoice) {
      looks(lines);
    }
    List<WayOn> ways = WayOn.of(view);
    lines.add(ways.size() > 1 ? "*Choose one, in a terminal:*" : "*Then go on:*");
    for (WayOn way : ways) {
      lines.add(Words.said(way.does(), 200) + ":");
      lines.add(command(way.command()));
    }
    if (!isChoice) {
      lines.add("To try again you can also type here: `/migrate resume " + run() + "`");
    }
    return lines;
  }

  /** The card's last line has the audit. */
  private void looks(List<String> lines) {
    List<String> looks =
        need.look().stream().filter(look -> !look.startsWith("drydock audit ")).toList();
    if (!looks.isEmpty()) {
      lines.add("*Look:*");
      looks.stream().limit(MOST).forEach(look -> lines.add(command(look)));
    }
  }

  private static String command(String command) {
    return "`" + Words.code(command) + "`";
  }

  private String old() {
    return view.plan() == null ? "the old version" : Words.said(view.plan().fromVersion(), 60);
  }

  private String run() {
    return Words.code(view.run());
  }

  private String database() {
    return Words.said(view.database().name(), 63);
  }
}
