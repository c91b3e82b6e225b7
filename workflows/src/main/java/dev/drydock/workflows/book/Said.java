package dev.drydock.workflows.book;

import dev.drydock.workflows.Decision;
import dev.drydock.workflows.Report;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A person's no, where it is why a run did not go on: the cause in the ledger names the person by
 * their id, and a card knows how to show a person.
 *
 * @param person id
 * @param did {@code rejected it} or {@code aborted it}
 * @param reason as it was given; empty where none was
 */
public record Said(String person, String did, String reason) {

  /** Empty where no person's word stopped the run. */
  public static Optional<Said> of(RunView view) {
    String cause = view.report() == null ? view.cause() : view.report().cause();
    if (cause == null) {
      return Optional.empty();
    }
    return cause.startsWith(Report.ABORTED_BY) ? Optional.of(aborted(cause)) : rejected(view);
  }

  private static Said aborted(String cause) {
    String[] parts = cause.substring(Report.ABORTED_BY.length()).split(": ", 2);
    return new Said(parts[0], "aborted it", parts.length == 1 ? "" : parts[1]);
  }

  private static Optional<Said> rejected(RunView view) {
    return view.gates().stream()
        .filter(gate -> "rejected".equals(gate.verdict()))
        .flatMap(gate -> no(gate).stream())
        .findFirst();
  }

  private static Optional<Said> no(GateView gate) {
    Stream<Decision> answers = gate.decisions().stream();
    return answers
        .filter(decision -> !decision.approve())
        .map(no -> new Said(no.actor(), "rejected it", no.reason() == null ? "" : no.reason()))
        .findFirst();
  }
}
