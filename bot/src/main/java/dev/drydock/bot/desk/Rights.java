package dev.drydock.bot.desk;

import dev.drydock.workflows.Abort;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.MayAct;
import dev.drydock.workflows.Policy;
import dev.drydock.workflows.Resume;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what to a run, for an early and clear word. The run itself decides, by the policy of
 * its plan; what it cannot know is that two ids are one person.
 */
public final class Rights {
  private static final Listed NOBODY = new Listed(List.of(), List.of());
  private final Apps apps;
  private final People people;

  Rights(Apps apps, People people) {
    this.apps = apps;
    this.people = people;
  }

  /** Who may act on the run beside its gates; nobody is named where anybody may. */
  public static Listed operators(RunView view, Apps apps) {
    return policy(view, apps).map(Policy::operators).orElse(NOBODY);
  }

  /** The plan's, or, until there is one, what it will have. */
  private static Optional<Policy> policy(RunView view, Apps apps) {
    return view.plan() == null
        ? apps.find(view.app()).map(AppConfig::policy)
        : Optional.of(view.plan().policy());
  }

  /** Who asked, or has approved, may come again by a door by which nobody knows them. */
  void requireAnother(RunView view, GateView gate, String person) {
    requireTwo(view, person, view.request().requester(), "asked for this run", "approve it");
    gate.approvedBy().stream()
        .filter(before -> !before.equals(person)) // one voice: the run itself says so
        .forEach(before -> requireTwo(view, person, before, "has approved already", "approve it"));
  }

  void requireMayAbort(RunView view, Abort wanted) {
    policy(view, apps)
        .flatMap(policy -> MayAct.refuseAbort(policy, requester(view), wanted))
        .ifPresent(why -> refuse(view, why));
  }

  void requireMayResume(RunView view, Resume wanted) {
    Optional<Policy> policy = policy(view, apps);
    policy
        .flatMap(its -> MayAct.refuseResume(its, requester(view), wanted))
        .ifPresent(why -> refuse(view, why));
    if (wanted.decidesOnWrites() && policy.map(Policy::operators).isPresent()) {
      requireTwo(
          view,
          wanted.actor(),
          requester(view),
          "asked for this run",
          "say what becomes of what was written");
    }
  }

  private void requireTwo(RunView view, String person, String other, String what, String toDo) {
    if (people.areTwo(person, other) || person.equals(other)) {
      return;
    }
    boolean isOne = people.now(person).equals(people.now(other));
    throw new Refused(
        (isOne ? "You are " : "Nothing tells whether you, " + person + ", are ")
            + other
            + ", who "
            + what
            + (isOne
                ? ", so somebody else has to " + toDo + "."
                : ". Let drydock.yaml say so: name both under people:, each with slack: and login:."),
        "status " + view.run());
  }

  private static String requester(RunView view) {
    return view.request().requester();
  }

  private static void refuse(RunView view, String why) {
    throw new Refused(why, "status " + view.run());
  }
}
