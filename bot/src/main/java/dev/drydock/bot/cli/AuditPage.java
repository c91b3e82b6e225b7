package dev.drydock.bot.cli;

import dev.drydock.bot.words.DoneWords;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Change;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Report;
import dev.drydock.workflows.SchemaPlan;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.book.StepView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A run as one page of HTML, to be read and printed by somebody who is no engineer, a year later:
 * no scripts, nothing from elsewhere, times in UTC. The gates are {@link AuditGates}.
 */
final class AuditPage {
  /** So much of the SQL stands in the page; all of it lies beside it. */
  private static final int MOST_SQL = 20_000;

  private static final DoneWords DONE = new DoneWords(UnaryOperator.identity());
  private final Dossier dossier;
  private final RunView run;
  private final Artifacts artifacts;
  private final Html page = new Html();

  AuditPage(Dossier dossier, Artifacts artifacts) {
    this.dossier = dossier;
    this.run = dossier.run();
    this.artifacts = artifacts;
  }

  String html(Instant now) {
    head();
    asked();
    planned();
    new AuditGates(page).tell(dossier);
    ran();
    cameOfIt();
    proven();
    backup();
    whole();
    events();
    page.put(
        "footer",
        "Written by "
            + new Version().getVersion()[0]
            + " on "
            + Words.day(now)
            + " from the ledger. How to check it without Drydock stands in docs/audit.md.");
    return page.raw("</body></html>").toString();
  }

  private void head() {
    String title = run.app() + " " + fromTo();
    page.raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw(
            "<meta http-equiv=\"Content-Security-Policy\""
                + " content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        .put("title", run.run() + ": " + title)
        .raw("<style>" + css() + "</style></head><body>")
        .put("h1", title)
        .put(
            "p class=\"sub\"",
            "Run "
                + run.run()
                + " on database "
                + run.database()
                + ", "
                + Words.day(run.openedAt()))
        .open("div class=\"band " + color() + "\"")
        .put("strong", outcome())
        .put("p", inShort())
        .close("div")
        .open("div class=\"band " + (dossier.holds() ? "good" : "bad") + "\"")
        .put("p", record())
        .close("div");
  }

  private String outcome() {
    return run.isRead()
        ? run.outcome().map(Outcome::word).orElse("Not over")
        : "Not all of it can be read here";
  }

  private String color() {
    return !run.isRead()
        ? "bad"
        : run.outcome().map(outcome -> outcome == Outcome.UPGRADED ? "good" : "bad").orElse("open");
  }

  private String fromTo() {
    String to = run.request().version();
    return run.plan() == null ? "to " + to : run.plan().fromVersion() + " → " + to;
  }

  private String inShort() {
    if (!run.isRead()) {
      return "What is not understood begins with " + run.unread() + "; each event stands below.";
    }
    if (run.report() == null) {
      return "When this was written the run was not over.";
    }
    String app = run.app() + " ";
    String down =
        run.report().downtime().isZero()
            ? " Users were never shut out."
            : " Users were shut out for " + Words.span(run.report().downtime()) + ".";
    return switch (run.report().outcome()) {
      case UPGRADED -> app + run.request().version() + " is up on the new schema." + down;
      case ROLLED_BACK ->
          app
              + (run.plan() == null ? "" : run.plan().fromVersion() + " ")
              + "is up again on the old schema and data."
              + (restored().filter(AuditPage::isEqual).isPresent()
                  ? " What was put back is proven to be what was there before."
                  : "")
              + down;
      default -> "Drydock touched nothing of " + run.app() + ".";
    };
  }

  private String record() {
    return dossier.holds()
        ? "This record is whole: "
            + Words.count(dossier.chain().events(), "event")
            + " and "
            + Words.count(dossier.artifacts().size(), "artifact")
            + " are as they were written."
        : "THIS RECORD IS NOT WHOLE: see “Is this record whole?”.";
  }

  private void asked() {
    page.put("h2", "What was asked")
        .open("table")
        .fact("By", run.request().requester() + ", from " + Story.word(run.request().source()))
        .fact("When", Words.day(run.openedAt()))
        .fact("What", "bring " + run.app() + " " + fromTo() + ", and its database with it")
        .fact("Database", run.database().toString())
        .fact("In Temporal", run.workflowId() + ", execution " + run.execution())
        .close("table");
  }

  private void planned() {
    page.put("h2", "What was planned");
    if (run.plan() == null) {
      page.put("p", "No plan could be made.");
      return;
    }
    Plan plan = run.plan();
    SchemaPlan schema = plan.schema();
    page.open("table")
        .fact("Old image", plan.running().pinned())
        .fact("New image", plan.image().pinned())
        .fact("Schema", AuditText.revisions(run) + ", by " + schema.tool())
        .fact("Changes", changes(schema))
        .fact(
            "Deployment",
            plan.deployment()
                + " is "
                + plan.takeDown().done()
                + ", "
                + Words.count(plan.replicas(), "replica"))
        .fact("Way back", PlanText.wayBack(plan.wayBack()))
        .fact("Size", "database of " + Words.size(plan.databaseBytes()))
        .fact("To know", String.join("\n", plan.notes()))
        .fact("Digest", plan.digest())
        .close("table");
    if (schema.sql() == null) {
      page.put("p", "There is no SQL to read: " + schema.sqlAbsent());
    } else {
      page.put("h3", "The SQL, as the tool printed it");
      if (dossier.differing().contains(schema.sql().digest())) {
        page.put("p", "The ledger does not hold it as it was kept.");
      } else {
        page.raw(link(schema.sql(), "The whole file"));
      }
      artifacts
          .whole(schema.sql().digest())
          .map(sql -> new String(sql, StandardCharsets.UTF_8))
          .ifPresent(sql -> page.put("pre", begin(sql)));
    }
  }

  private static String changes(SchemaPlan schema) {
    StringBuilder lines = new StringBuilder(Words.count(schema.pendingCount(), "change"));
    for (Change change : schema.pending()) {
      lines.append('\n').append(change.id());
      lines.append(change.description().isEmpty() ? "" : ": " + change.description());
    }
    int more = schema.pendingCount() - schema.pending().size();
    return lines + (more > 0 ? "\nand " + more + " more" : "");
  }

  private static String begin(String text) {
    return text.length() <= MOST_SQL ? text : text.substring(0, MOST_SQL) + "\n… and more";
  }

  private void ran() {
    page.put("h2", "What ran")
        .open("table class=\"steps\"")
        .columns("Step", "Began", "Took", "What came of it");
    page.open("tbody");
    run.steps()
        .forEach(
            step ->
                page.row(
                    name(step),
                    Words.day(step.startedAt()),
                    (step.took() == null ? "" : Words.span(step.took()))
                        + (step.attempt() > 1 ? "\n" + step.attempt() + " attempts" : ""),
                    came(step)));
    page.close("tbody").close("table");
    if (!run.waited().isZero()) {
      page.put("p", "Beside that it waited " + Words.span(run.waited()) + " for an operator.");
    }
  }

  private static String name(StepView step) {
    String second = DoneWords.second(step.step(), step.deed());
    return (step.undo() ? "undo of " : "")
        + step.step().word()
        + (second.isEmpty() ? "" : ": " + second);
  }

  private static String came(StepView step) {
    return switch (step.state()) {
      case DONE -> DONE.of(RunText.done(step));
      case FAILED -> "FAILED" + (step.error() == null ? "" : ": " + step.error());
      case RUNNING, RETRYING -> "not over" + (step.error() == null ? "" : ": " + step.error());
    };
  }

  private void cameOfIt() {
    page.put("h2", "What came of it");
    if (run.report() == null) {
      page.put("p", "The run is not over.");
      return;
    }
    Report report = run.report();
    page.open("table")
        .fact("Outcome", report.outcome().word())
        .fact("Because", report.cause())
        .fact("Downtime", report.downtime().isZero() ? "none" : Words.span(report.downtime()))
        .fact("Approved by", Words.list(report.approvedBy()))
        .fact("Sessions ended", String.join("\n", run.ended()))
        .fact("Kept aside", String.join("\n", run.keptAside()))
        .fact(
            "Left to do",
            report.leftToDo().isEmpty() ? "nothing" : String.join("\n", report.leftToDo()))
        .close("table");
  }

  private void proven() {
    page.put("h2", "Proof")
        .put(
            "p",
            "A fingerprint is of all that a database holds: its objects, rights and every row. Equal"
                + " digests mean equal content.")
        .open("table");
    dossier.proofs().forEach(proof -> page.fact(proof.of(), AuditText.of(proof.fingerprint())));
    Optional<StepView> restored = restored();
    restored.ifPresent(
        step -> {
          Fingerprint sealed = fingerprint(step, "sealed");
          Fingerprint back = fingerprint(step, "fingerprint");
          page.fact("as it was sealed", AuditText.of(sealed))
              .fact("as it was put back", AuditText.of(back));
        });
    page.close("table");
    page.put(
        "p",
        restored
            .map(step -> "The way back: " + DONE.of(RunText.done(step)) + ".")
            .orElse("Nothing was put back from the seal."));
  }

  /** The newest restore that put something back. */
  private Optional<StepView> restored() {
    return run.steps().stream()
        .filter(step -> step.undo() && step.result() != null)
        .filter(step -> step.result().path("sealed").isObject())
        .reduce((earlier, later) -> later);
  }

  private static boolean isEqual(StepView restored) {
    return fingerprint(restored, "sealed")
        .digest()
        .equals(fingerprint(restored, "fingerprint").digest());
  }

  private static Fingerprint fingerprint(StepView step, String name) {
    return Json.convert(step.result().path(name), Fingerprint.class);
  }

  private void backup() {
    page.put("h2", "Where the backup is");
    if (run.backup() == null || !run.backup().wasTaken()) {
      page.put(
          "p",
          "There is no durable backup of this run"
              + (run.backup() == null ? "." : ": " + run.backup().location()));
      return;
    }
    page.open("table")
        .fact("Where", run.backup().location())
        .fact("Made by", run.backup().method())
        .fact("Size", Words.size(run.backup().sizeBytes()))
        .fact("Checksum", run.backup().checksum())
        .fact("How old", run.writtenAfterBackup().orElse(""))
        .close("table");
  }

  private void whole() {
    page.put("h2", "Is this record whole?")
        .put(
            "p",
            dossier.chain().verified()
                ? "Each event carries a hash over itself and the one before it. All "
                    + dossier.chain().events()
                    + " follow from each other."
                : "NO. The chain of hashes is broken at event "
                    + dossier.chain().brokenAt()
                    + ": it was changed, or one before it is gone.")
        .put("p class=\"hash\"", "The run " + dossier.end())
        .put(
            "p",
            "The run's thread in Slack has the hash that it closed with, in the line Ledger. Compare them: who can"
                + " write to the ledger's tables cannot change what Slack has.")
        .put("h3", "What lies beside this page")
        .open("table class=\"artifacts\"")
        .columns("What", "Size", "Digest")
        .open("tbody");
    dossier.artifacts().forEach(this::artifact);
    page.close("tbody").close("table");
  }

  private void artifact(Artifact artifact) {
    boolean differs = dossier.differing().contains(artifact.digest());
    page.raw(
        "<tr><td>"
            + (differs ? Html.escaped(artifact.kind()) : anchor(artifact, artifact.kind()))
            + "</td><td>"
            + Words.size(artifact.sizeBytes())
            + "</td><td>"
            + Html.escaped(artifact.digest())
            + (differs ? " DIFFERS: the ledger does not hold what was kept under it" : "")
            + "</td></tr>");
  }

  private static String link(Artifact artifact, String words) {
    return "<p>" + anchor(artifact, words) + "</p>";
  }

  private static String anchor(Artifact artifact, String words) {
    return "<a href=\""
        + Html.escaped(AuditExport.file(artifact))
        + "\">"
        + Html.escaped(words)
        + "</a>";
  }

  private void events() {
    page.put("h2", "Every event")
        .put(
            "p", "Numbers count in the whole ledger; where some are missing, other runs have them.")
        .open("table class=\"events\"")
        .columns("Event", "When (UTC)", "What", "Hash")
        .open("tbody");
    for (Event event : dossier.events()) {
      page.row(
          String.valueOf(event.seq()),
          Words.day(event.at()).replace(" UTC", ""),
          Story.wordsOrKind(event),
          event.hash());
    }
    page.close("tbody").close("table");
  }

  private static String css() {
    try (InputStream css = AuditPage.class.getResourceAsStream("/audit/page.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
