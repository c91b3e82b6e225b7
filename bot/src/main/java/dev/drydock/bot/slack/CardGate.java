package dev.drydock.bot.slack;

import static com.slack.api.model.block.composition.BlockCompositions.confirmationDialog;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;

import com.slack.api.model.block.element.ButtonElement;
import dev.drydock.workflows.Decision;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Gates;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the card says and offers while a gate waits, and what its buttons are. */
final class CardGate {
  private static final int MOST_NAMES = 6;
  private final RunView view;
  private final Names names;

  CardGate(RunView view, Names names) {
    this.view = view;
    this.names = names;
  }

  List<String> lines(GateView gate, Instant now) {
    List<String> lines = new ArrayList<>();
    GatePolicy policy = gate.policy();
    lines.add(
        "*Needs:* "
            + needed(gate)
            + " before "
            + Words.said(follows(policy.before()), 200)
            + ", from "
            + who(policy)
            + " (not "
            + names.of(view.request().requester())
            + ")");
    String given = given(gate);
    if (!given.isEmpty()) {
      lines.add("*Given:* " + given);
    }
    String expires = now.isAfter(gate.expiresAt()) ? "Expired " : "Expires ";
    lines.add(expires + Words.at(gate.expiresAt()) + "; then " + afterNo(view));
    return lines;
  }

  private static String needed(GateView gate) {
    int given = gate.approvedBy().size();
    int missing = Gates.missing(gate.policy(), given);
    return Words.count(missing, given == 0 ? "approval" : "more approval");
  }

  private String follows(Step before) {
    return Gates.follows(before, view.app(), view.request().version());
  }

  /** What follows a rejection, no answer in time, or an abort. */
  static String afterNo(RunView view) {
    String app = Words.said(view.app(), 63);
    if (!isDown(view)) {
      return "nothing happens to " + app;
    }
    String old =
        view.plan() == null ? "the old version" : Words.said(view.plan().fromVersion(), 60);
    return "everything done is put back, and " + app + " " + old + " comes up again";
  }

  private static boolean isDown(RunView view) {
    return view.downSince().isPresent()
        || view.openGate().filter(gate -> Gates.isDown(gate.policy().before())).isPresent();
  }

  List<ButtonElement> buttons() {
    List<ButtonElement> buttons = new ArrayList<>();
    view.openGate().ifPresent(gate -> buttons.addAll(List.of(approve(gate), reject())));
    if (view.plan() != null && view.plan().schema().sql() != null) {
      buttons.add(button(Press.SQL, "SQL", "Show the SQL of run " + view.run()));
    }
    buttons.add(abort());
    return buttons;
  }

  private ButtonElement approve(GateView gate) {
    String code = Digest.code(gate.digest());
    ButtonElement approve =
        button(Press.APPROVE, "Approve", "Approve run " + view.run() + ", code " + code);
    approve.setStyle("primary");
    approve.setConfirm(
        confirmationDialog(
            dialog ->
                dialog
                    .title(plainText(Words.cut("Approve " + CardView.versions(view) + "?", 100)))
                    .text(markdownText(target(code) + afterYes(gate)))
                    .confirm(plainText("Approve"))
                    .deny(plainText("Go back"))));
    return approve;
  }

  private String target(String code) {
    return "*"
        + app()
        + "* to *"
        + Words.said(view.request().version(), 60)
        + "* on database "
        + Words.said(view.database().name(), 60)
        + ", code `"
        + code
        + "`. ";
  }

  private static String afterYes(GateView gate) {
    int more = Gates.missing(gate.policy(), gate.approvedBy().size()) - 1;
    if (more > 0) {
      return (more == 1 ? "One more approval is" : more + " more approvals are")
          + " needed after yours.";
    }
    return switch (gate.policy().before()) {
      case UPGRADE -> "It is down; its database is upgraded now.";
      case BRING_UP -> "It is down; the new version comes up now, and nobody can abort that.";
      case BACKUP -> "Its backup is taken now.";
      default -> "It is taken down now, for the upgrade.";
    };
  }

  private ButtonElement reject() {
    return button(Press.REJECT, "Reject…", "Reject run " + view.run());
  }

  private ButtonElement abort() {
    ButtonElement abort = button(Press.ABORT, "Abort…", "Abort run " + view.run());
    abort.setStyle("danger");
    return abort;
  }

  private ButtonElement button(String action, String label, String spoken) {
    return ButtonElement.builder()
        .actionId(action)
        .text(plainText(label, false))
        .value(Press.of(view).value())
        .accessibilityLabel(Words.cut(spoken, 75))
        .build();
  }

  private String who(GatePolicy policy) {
    return listed(
        Stream.concat(
                policy.groups().stream().map(Names::group),
                policy.people().stream()
                    .filter(person -> !person.equals(view.request().requester()))
                    .map(names::of))
            .toList());
  }

  private String given(GateView gate) {
    List<String> given =
        gate.decisions().stream()
            .filter(Decision::approve)
            .map(decision -> names.of(decision.actor()))
            .distinct()
            .toList();
    return given.isEmpty() ? "" : listed(given);
  }

  private static String listed(List<String> names) {
    if (names.isEmpty()) {
      return "nobody (the policy names no one)";
    }
    String shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() > MOST_NAMES
        ? shown + " and " + (names.size() - MOST_NAMES) + " more"
        : shown;
  }

  private String app() {
    return Words.said(view.app(), 60);
  }
}
