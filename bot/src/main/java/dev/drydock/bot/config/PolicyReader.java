package dev.drydock.bot.config;

import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Limits;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.Step;
import dev.drydock.workflows.config.RequestConfig;
import dev.drydock.workflows.config.VersionRule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Who decides what about an app. Its approvers are those of its gates, and without a gate the
 * top-level ones; they may ask and operate, too, whoever else is named for that.
 */
final class PolicyReader {
  private static final Duration GATE_EXPIRES = Duration.ofHours(24);
  private final Section root;
  private final Section app;
  private final List<GatePolicy> gates;

  /**
   * @param root for what the app does not say itself
   */
  PolicyReader(Section app, Section root) {
    this.root = root;
    this.app = app;
    this.gates =
        app.has("gates")
            ? app.each("gates", this::gate)
            : List.of(gate(app.child("gates").child("0")));
  }

  Policy policy() {
    Listed operators =
        nearest("operators").map(named -> named.and(approvers())).orElse(approvers());
    return new Policy(gates, limits(app.child("limits")), operators);
  }

  RequestConfig request() {
    Optional<Listed> requesters = nearest("requesters").map(named -> named.and(approvers()));
    return new RequestConfig(
        requesters.orElse(null),
        app.has("versions") ? new VersionRule(app.text("versions", "")) : null);
  }

  private Listed approvers() {
    return gates.stream()
        .map(GatePolicy::approvers)
        .reduce(Listed::and)
        .orElseGet(() -> listed(root.child("approvers")));
  }

  /** The app's own, or else the top-level ones. */
  private Optional<Listed> nearest(String key) {
    return List.of(app, root).stream()
        .filter(place -> place.has(key))
        .findFirst()
        .map(place -> listed(place.child(key)));
  }

  private GatePolicy gate(Section at) {
    Listed who = listed((at.has("approvers") ? at : root).child("approvers"));
    return new GatePolicy(
        step(at.text("before", "take-down")),
        at.number("approvals", 1),
        who.people(),
        who.groups(),
        at.duration("expires", GATE_EXPIRES));
  }

  private static Limits limits(Section at) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        at.duration("backup", usual.backup()),
        at.duration("maintenance-pod", usual.maintenancePod()),
        at.duration("take-down", usual.takeDown()),
        at.duration("seal", usual.seal()),
        at.duration("upgrade", usual.upgrade()),
        at.duration("bring-up", usual.bringUp()));
  }

  private static Listed listed(Section at) {
    return new Listed(orEmpty(at.texts("people")), orEmpty(at.texts("groups")));
  }

  private static Step step(String key) {
    return Step.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static List<String> orEmpty(List<String> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
