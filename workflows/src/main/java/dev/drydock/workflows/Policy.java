package dev.drydock.workflows;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What an app's owners decided about its runs.
 *
 * @param operators who may stop a run and go on with one that is stuck, the approvers among them;
 *     absent in runs that were begun before there were any, whose plans keep their digest
 */
public record Policy(
    List<GatePolicy> gates,
    Limits limits,
    @JsonInclude(JsonInclude.Include.NON_NULL) Listed operators) {

  /** As runs of the first versions have it: anybody operates. */
  public Policy(List<GatePolicy> gates, Limits limits) {
    this(gates, limits, null);
  }

  /** What it says of what the earlier one could say: that one may know of no operators. */
  Policy asIn(Policy earlier) {
    return earlier.operators == null ? new Policy(gates, limits) : this;
  }

  public Optional<GatePolicy> gateBefore(Step step) {
    return gates.stream().filter(gate -> gate.before() == step).findFirst();
  }
}
