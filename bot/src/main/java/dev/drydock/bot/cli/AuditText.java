package dev.drydock.bot.cli;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A run's audit on a terminal: as {@code status}, then all that an auditor asks beyond it. */
record AuditText(Paint paint) {
  /**
   * @param verbose with what Drydock kept for itself
   */
  List<String> lines(Dossier dossier, boolean verbose, Instant now) {
    List<String> lines = new ArrayList<>(new RunText(paint).lines(dossier.run(), now));
    lines.addAll(facts(dossier));
    lines.add("");
    List<Event> told =
        dossier.events().stream().filter(event -> verbose || !Story.isPlumbing(event)).toList();
    told.forEach(event -> lines.add(line(event)));
    int left = dossier.events().size() - told.size();
    if (left > 0) {
      lines.add("(" + Words.count(left, "event") + " of Drydock's own left out: --verbose)");
    }
    lines.add("");
    dossier.artifacts().forEach(artifact -> lines.add(line(dossier, artifact)));
    lines.add(chain(dossier));
    return lines.stream().map(line -> Row.clean(line, paint.on())).toList();
  }

  private static List<String> facts(Dossier dossier) {
    RunView run = dossier.run();
    List<String> lines = new ArrayList<>();
    if (run.plan() != null) {
      Plan plan = run.plan();
      lines.add("Image:     " + plan.running().pinned());
      lines.add("        -> " + plan.image().pinned());
      lines.add("Revision:  " + revisions(run));
    }
    if (run.backup() != null && run.backup().wasTaken()) {
      lines.add("Checksum:  " + run.backup().checksum() + " of the backup");
    }
    run.gates().stream().filter(gate -> gate.verdict() != null).forEach(g -> lines.addAll(gate(g)));
    dossier
        .proofs()
        .forEach(proof -> lines.add("Proof:     " + proof.of() + ": " + of(proof.fingerprint())));
    return lines;
  }

  /** Before, planned, and what the version table said when it was looked at last. */
  static String revisions(RunView run) {
    String before = run.plan().schema().current();
    String found =
        run.steps().stream()
            .map(step -> step.result() == null ? "" : step.result().path("revision").asText())
            .filter(revision -> !revision.isEmpty())
            .reduce((earlier, later) -> later)
            .map(revision -> "; in the end " + revision)
            .orElse("");
    return (before.isEmpty() ? "none" : before) + " -> " + run.plan().schema().target() + found;
  }

  private static List<String> gate(GateView gate) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Gate:      "
            + PlanText.gate(gate.policy())
            + ": "
            + gate.verdict()
            + ", gate code "
            + Digest.code(gate.digest()));
    gate.evidence().forEach(line -> lines.add("           " + line));
    return lines;
  }

  static String of(Fingerprint read) {
    return Words.count(read.tables(), "table")
        + ", "
        + Words.count(read.rows(), "row")
        + ", "
        + read.digest();
  }

  private static String line(Event event) {
    return String.format("%s  %6d  %s", Words.day(event.at()), event.seq(), Story.line(event));
  }

  private String line(Dossier dossier, Artifact artifact) {
    String what =
        "Artifact:  "
            + artifact.kind()
            + " "
            + Words.size(artifact.sizeBytes())
            + " "
            + artifact.digest();
    return dossier.differing().contains(artifact.digest())
        ? paint.bad(what + " DIFFERS: the ledger does not hold what was kept under it")
        : what;
  }

  private String chain(Dossier dossier) {
    Dossier.Chain chain = dossier.chain();
    return chain.verified()
        ? paint.good("Chain:     verified")
            + ", "
            + Words.count(chain.events(), "event")
            + ", "
            + dossier.end()
        : paint.bad(
            "Chain:     BROKEN at event "
                + chain.brokenAt()
                + ": it was changed, or one before it is gone");
  }
}
