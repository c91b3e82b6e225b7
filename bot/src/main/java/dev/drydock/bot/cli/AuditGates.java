package dev.drydock.bot.cli;

import dev.drydock.workflows.Decision;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.LedgerActivities;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who decided, when, and what they were shown, for {@link AuditPage}. */
record AuditGates(Html page) {

  void tell(Dossier dossier) {
    page.put("h2", "Who decided, and what they were shown");
    if (dossier.run().gates().isEmpty()) {
      page.put("p", "No gate was opened: nobody was asked.");
    }
    dossier.run().gates().forEach(gate -> gate(dossier, gate));
    refused(dossier.events());
  }

  private void gate(Dossier dossier, GateView gate) {
    Step before = gate.policy().before();
    page.put("h3", "Before " + before.word() + ": " + verdict(gate))
        .open("table")
        .fact("Asked", PlanText.gate(gate.policy()))
        .fact("Open", Words.day(gate.openedAt()) + ", to expire " + Words.day(gate.expiresAt()))
        .fact("They were shown", shown(gate))
        .fact("Gate code", Digest.code(gate.digest()) + ", of " + gate.digest())
        .close("table");
    List<LedgerActivities.Decided> decided =
        of(dossier.events(), Event.Kind.DECIDED, LedgerActivities.Decided.class)
            .filter(one -> one.decision().gate() == before)
            .filter(one -> one.decision().execution().equals(gate.execution()))
            .toList();
    if (!decided.isEmpty()) {
      page.open("table").columns("When", "Who", "Said", "From", "Code", "Why").open("tbody");
      decided.forEach(this::decision);
      page.close("tbody").close("table");
    }
  }

  private static String verdict(GateView gate) {
    return gate.verdict() == null ? "not decided" : gate.verdict();
  }

  /** What stands in the ledger of it; beside that the card had the plan above. */
  private static String shown(GateView gate) {
    List<String> lines = new ArrayList<>(List.of("the plan above, its notes and its SQL"));
    lines.addAll(gate.evidence());
    return String.join("\n", lines);
  }

  private void decision(LedgerActivities.Decided decided) {
    Decision decision = decided.decision();
    String groups =
        decision.groups().isEmpty() ? "" : " (of " + String.join(", ", decision.groups()) + ")";
    page.row(
        Words.day(decided.at()),
        decision.actor() + groups,
        decision.approve() ? "yes" : "no",
        Story.word(decision.source()),
        Digest.code(decision.digest()),
        decision.reason() == null ? "" : decision.reason());
  }

  private void refused(List<Event> events) {
    List<Event> refused =
        events.stream().filter(event -> event.kind() == Event.Kind.DECISION_REFUSED).toList();
    if (refused.isEmpty()) {
      return;
    }
    page.put("h3", "What was tried and refused")
        .open("table")
        .columns("When", "Who", "Tried", "From", "Was told")
        .open("tbody");
    for (Event event : refused) {
      Refusal refusal = event.as(Refusal.class);
      page.row(
          Words.day(event.at()),
          refusal.actor(),
          refusal.what(),
          Story.word(refusal.source()),
          refusal.why());
    }
    page.close("tbody").close("table");
  }

  private static <T> Stream<T> of(List<Event> events, Event.Kind kind, Class<T> type) {
    return events.stream().filter(event -> event.kind() == kind).map(event -> event.as(type));
  }
}
