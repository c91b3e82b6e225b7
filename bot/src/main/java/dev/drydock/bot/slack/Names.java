package dev.drydock.bot.slack;

import dev.drydock.bot.desk.People;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** People as Slack shows them. */
final class Names {
  private static final int MOST = 8;
  private final People people;

  Names(People people) {
    this.people = people;
  }

  /** A mention that Slack itself resolves, or the id where the person is not known to Slack. */
  String of(String person) {
    return people
        .slackUser(person)
        .filter(id -> id.matches("[UW][A-Z0-9]{2,20}"))
        .map(id -> "<@" + id + ">")
        .orElseGet(() -> Words.said(person, 60));
  }

  /** The first eight, and how many more. */
  String listed(List<String> persons) {
    String shown = persons.stream().limit(MOST).map(this::of).collect(Collectors.joining(", "));
    return shown + (persons.size() > MOST ? " and " + (persons.size() - MOST) + " more" : "");
  }

  /**
   * Who is called when a run cannot go on by itself: who asked for it, and its operators; of a run
   * that was begun before there were any its gates' approvers. Groups before people.
   */
  String toAct(RunView view) {
    Listed called =
        Optional.ofNullable(view.plan())
            .map(plan -> plan.policy().operators())
            .orElseGet(() -> approvers(view));
    Stream<String> others =
        called.groups().isEmpty()
            ? called.people().stream().map(this::of)
            : called.groups().stream().map(Names::group);
    return Stream.concat(Stream.of(of(view.request().requester())), others)
        .distinct()
        .limit(MOST)
        .collect(Collectors.joining(", "));
  }

  private static Listed approvers(RunView view) {
    return policies(view).stream()
        .map(GatePolicy::approvers)
        .reduce(new Listed(List.of(), List.of()), Listed::and);
  }

  private static List<GatePolicy> policies(RunView view) {
    return view.plan() == null
        ? view.gates().stream().map(GateView::policy).toList()
        : view.plan().policy().gates();
  }

  /** A user group. */
  static String group(String id) {
    return id.matches("S[A-Z0-9]{2,20}") ? "<!subteam^" + id + ">" : Words.said(id, 60);
  }
}
