package dev.drydock.bot.slack;

import dev.drydock.workflows.Backup;
import dev.drydock.workflows.Change;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.TakeDownWay;
import java.util.ArrayList;
import java.util.List;

/** A plan in a few lines: what will happen, what it costs, the way back. */
final class CardPlan {
  private static final int MOST_CHANGES = 4;
  private static final int MOST_NOTES = 4;

  private CardPlan() {}

  /**
   * @param backup null while it is not taken
   */
  static List<String> lines(Plan plan, Backup backup) {
    List<String> lines = new ArrayList<>();
    lines.add("*Will:* " + will(plan.schema()));
    changes(plan.schema(), MOST_CHANGES, lines);
    if (plan.schema().pendingCount() > 0 && plan.schema().sqlAbsent() != null) {
      lines.add("*SQL:* none to read: " + Words.said(plan.schema().sqlAbsent(), 200));
    }
    lines.add("*Costs:* " + costs(plan));
    lines.add("*Way back:* " + wayBack(plan, backup));
    notes(plan.notes(), lines);
    return lines;
  }

  /** What is still of interest once people have decided. */
  static List<String> decided(Plan plan, Backup backup) {
    List<String> lines = new ArrayList<>();
    lines.add("*Will:* " + will(plan.schema()));
    changes(plan.schema(), MOST_CHANGES, lines);
    lines.add("*Way back:* " + wayBack(plan, backup));
    return lines;
  }

  /** The evidence, without what the plan's own lines have said. */
  static void tried(Plan plan, List<String> evidence, List<String> lines) {
    List<String> more =
        evidence.stream()
            .filter(
                line -> !plan.notes().contains(line) && !line.matches("(no )?durable backup\\b.*"))
            .toList();
    titled("*Tried:*", more, 5, lines);
  }

  /** At a gate while the app is down: what was done, or is next, and the way back. */
  static List<String> down(Plan plan, Backup backup, boolean isUpgraded, int checks) {
    if (!isUpgraded) {
      return decided(plan, backup);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "*Done:* " + will(plan.schema()) + "; verify: " + Words.count(checks, "check") + " passed");
    lines.add(
        "*Next:* " + Words.said(plan.version(), 60) + " comes up; nobody can abort that any more");
    lines.add("*Way back until then:* " + wayBack(plan, backup));
    return lines;
  }

  private static String will(SchemaPlan schema) {
    if (schema.pendingCount() == 0) {
      return "no change of the schema; only the version changes";
    }
    String from = schema.current().isEmpty() ? "nothing" : "`" + code(schema.current()) + "`";
    return Words.count(schema.pendingCount(), "change")
        + ", "
        + from
        + " → `"
        + code(schema.target())
        + "`, by "
        + Words.said(schema.tool(), 40);
  }

  static void changes(SchemaPlan schema, int most, List<String> lines) {
    int shown = Math.min(most, schema.pending().size());
    for (Change change : schema.pending().subList(0, shown)) {
      String said = change.description() == null ? "" : " " + Words.said(change.description(), 120);
      lines.add("• `" + code(change.id()) + "`" + said);
    }
    if (schema.pendingCount() > shown) {
      lines.add("• and " + (schema.pendingCount() - shown) + " more");
    }
  }

  private static String costs(Plan plan) {
    return Words.said(plan.app(), 60)
        + " is down from take down to bring up ("
        + (plan.takeDown() == TakeDownWay.DELETE
            ? ""
            : "Deployment " + plan.takeDown().done() + ", ")
        + Words.count(plan.replicas(), "replica")
        + ", database of "
        + Words.size(plan.databaseBytes())
        + (plan.startEarly() ? ", new pods start early, behind the fence" : "")
        + ")";
  }

  private static String wayBack(Plan plan, Backup backup) {
    String seal =
        plan.wayBack().sealsOnServer()
            ? "a sealed copy on the server"
            : "a sealed " + Words.said(plan.wayBack().seal(), 40);
    return seal + "; " + durable(plan, backup);
  }

  private static String durable(Plan plan, Backup backup) {
    if (backup != null && backup.wasTaken()) {
      return "durable backup of " + Words.size(backup.sizeBytes()) + " taken";
    }
    if (plan.wayBack().durable() != null && backup == null) {
      return "durable backup by " + Words.said(plan.wayBack().durable(), 40);
    }
    String why = backup == null ? plan.wayBack().durableAbsent() : backup.location();
    return "*no durable backup*" + (why == null ? "" : ": " + Words.said(why, 160));
  }

  private static void notes(List<String> notes, List<String> lines) {
    titled("*Know:*", notes, MOST_NOTES, lines);
  }

  /** One line stands beside its title, several under it. */
  private static void titled(String title, List<String> outside, int most, List<String> lines) {
    if (outside.size() == 1) {
      lines.add(title + " " + Words.said(outside.get(0), 200));
    } else if (!outside.isEmpty()) {
      lines.add(title);
      bullets(outside, most, lines);
    }
  }

  /** Outside lines as bullets, the last one counting what is left out. */
  static void bullets(List<String> outside, int most, List<String> lines) {
    int shown = Math.min(most, outside.size());
    outside.subList(0, shown).forEach(line -> lines.add("• " + Words.said(line, 200)));
    if (outside.size() > shown) {
      lines.add("• and " + (outside.size() - shown) + " more");
    }
  }

  private static String code(String revision) {
    return Words.said(revision, 60).replace('`', '\'');
  }
}
