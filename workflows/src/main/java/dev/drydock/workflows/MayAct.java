package dev.drydock.workflows;

import java.util.List;
import java.util.Optional;

/**
 * Who may stop a run, go on with one that needs an operator, and say what becomes of what the new
 * version wrote. The desk asks for an early word, the run's own validators decide. Each answer says
 * why not, in words for that person, and is empty where they may.
 *
 * <p>A run that was begun before there were operators goes on as it was begun: anybody may.
 */
public final class MayAct {
  private MayAct() {}

  /** The requester may, too. */
  public static Optional<String> refuseAbort(Policy policy, String requester, Abort wanted) {
    if (wanted.actor().equals(requester) || isOperator(policy, wanted.actor(), wanted.groups())) {
      return Optional.empty();
    }
    return Optional.of(
        wanted.actor()
            + " may not abort "
            + wanted.run()
            + ". Ask "
            + requester
            + ", who asked for it, or one of its operators: "
            + policy.operators().words()
            + ".");
  }

  /**
   * To try the undo again, an operator may. What was written is decided by two: by who asked for
   * the run, and by an operator who is somebody else and has a name.
   */
  public static Optional<String> refuseResume(Policy policy, String requester, Resume wanted) {
    String actor = wanted.actor();
    if (!isOperator(policy, actor, wanted.groups())) {
      return Optional.of(
          actor
              + " is not among the operators of "
              + wanted.run()
              + ". Ask one of them: "
              + policy.operators().words()
              + ".");
    }
    if (policy.operators() == null || !wanted.decidesOnWrites()) {
      return Optional.empty();
    }
    if (actor.equals(requester)) {
      return Optional.of(
          "You asked for this run, so somebody else has to say what becomes of what was written: "
              + policy.operators().words()
              + ".");
    }
    return isKnown(actor)
        ? Optional.empty()
        : Optional.of(
            actor
                + " is nobody's id under people: of drydock.yaml, and only somebody who is named there may say what"
                + " becomes of what was written. Name yourself there, or ask another operator: "
                + policy.operators().words()
                + ".");
  }

  private static boolean isOperator(Policy policy, String actor, List<String> groups) {
    return policy.operators() == null || policy.operators().has(actor, groups);
  }

  /** Ids of the others are {@code slack:U123} and {@code cli:login}; a name has no colon. */
  private static boolean isKnown(String actor) {
    return !actor.contains(":");
  }
}
