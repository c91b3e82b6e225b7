package dev.drydock.bot.cli;

import dev.drydock.workflows.Change;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.WayBack;
import java.util.ArrayList;
import java.util.List;

/** A plan in lines. */
final class PlanText {
  private static final int MOST_CHANGES = 10;

  private PlanText() {}

  /** All of it, for {@code drydock plan}. */
  static List<String> full(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        plan.app()
            + " "
            + plan.fromVersion()
            + " -> "
            + plan.version()
            + "   digest "
            + Digest.brief(plan.digest())
            + "; the code to approve with comes with the run");
    lines.addAll(brief(plan));
    plan.schema().pending().stream()
        .limit(MOST_CHANGES)
        .forEach(change -> lines.add("           " + line(change)));
    int more = plan.schema().pendingCount() - MOST_CHANGES;
    if (more > 0) {
      lines.add("           and " + more + " more");
    }
    lines.add("SQL:       " + sql(plan.schema()));
    lines.add("Image:     " + plan.image().pinned());
    lines.add("Database:  " + plan.database() + ", " + Words.size(plan.databaseBytes()));
    plan.policy().gates().forEach(gate -> lines.add("Gate:      " + gate(gate)));
    return lines;
  }

  /** What will happen and the way back, as on a card. */
  static List<String> brief(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add("Will:      " + will(plan.schema()));
    lines.add(
        "Take down: Deployment "
            + plan.deployment()
            + " is "
            + plan.takeDown().done()
            + (plan.startEarly() ? "; the new pods start early, behind the fence" : ""));
    lines.add("Way back:  " + wayBack(plan.wayBack()));
    plan.notes().forEach(note -> lines.add("Note:      " + note));
    return lines;
  }

  static String gate(GatePolicy gate) {
    List<String> who = new ArrayList<>(gate.people());
    gate.groups().forEach(group -> who.add("group " + group));
    return "before "
        + gate.before().word()
        + ", "
        + Words.count(gate.approvals(), "approval")
        + " by "
        + Words.list(who)
        + ", within "
        + Words.span(gate.expiresIn());
  }

  private static String will(SchemaPlan schema) {
    String from = schema.current().isEmpty() ? "nothing" : schema.current();
    return schema.pendingCount() == 0
        ? "no change of the schema (" + schema.tool() + " at " + schema.target() + ")"
        : Words.count(schema.pendingCount(), "change")
            + ", "
            + from
            + " -> "
            + schema.target()
            + " ("
            + schema.tool()
            + ")";
  }

  static String wayBack(WayBack way) {
    String durable =
        way.durable() == null
            ? "no durable backup: " + way.durableAbsent()
            : "durable backup by " + way.durable();
    return "sealed " + way.seal() + "; " + durable;
  }

  private static String sql(SchemaPlan schema) {
    return schema.sql() == null
        ? "none: " + schema.sqlAbsent()
        : Words.size(schema.sql().sizeBytes()) + ", " + Digest.brief(schema.sql().digest());
  }

  private static String line(Change change) {
    return change.description().isEmpty() ? change.id() : change.id() + "  " + change.description();
  }
}
