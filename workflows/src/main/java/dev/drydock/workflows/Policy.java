package dev.drydock.workflows;

import java.util.List;
import java.util.Optional;

/** What an app's owners decided about its runs: its gates and its limits. */
public record Policy(List<GatePolicy> gates, Limits limits) {
  public Optional<GatePolicy> gateBefore(Step step) {
    return gates.stream().filter(gate -> gate.before() == step).findFirst();
  }
}
