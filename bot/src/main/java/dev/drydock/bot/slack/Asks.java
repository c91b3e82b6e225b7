package dev.drydock.bot.slack;

import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.People;
import dev.drydock.bot.desk.Refused;
import dev.drydock.bot.desk.Rights;
import dev.drydock.workflows.GatePolicy;
import dev.drydock.workflows.Listed;
import dev.drydock.workflows.Plan;
import dev.drydock.workflows.Receipt;
import dev.drydock.workflows.Source;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.Refusal;
import dev.drydock.workflows.book.RunView;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What people ask for, once it is clear who asks: each deed answers the person alone. */
final class Asks {
  private final Desk desk;
  private final Callers callers;
  private final Answers answers;
  private final Channels channels;

  Asks(Desk desk, Callers callers, Answers answers, Channels channels) {
    this.desk = desk;
    this.callers = callers;
    this.answers = answers;
    this.channels = channels;
  }

  void start(Asker asker, String app, String version) {
    Callers.Known known = callers.find(asker, requesterGroups(app));
    String channel = channels.hasCommon(app) ? null : asker.channel();
    heard(known, () -> desk.start(app, version, known.caller(), channel));
    String where = channels.of(app, channel);
    answers.tell(
        asker,
        "Asked: *"
            + Words.said(app, 60)
            + "* to *"
            + Words.said(version, 130)
            + "*. The card comes in <#"
            + Words.said(where, 40)
            + ">.");
  }

  void plan(Asker asker, String app, String version, Replies replies) {
    Callers.Known known = callers.find(asker, requesterGroups(app));
    Plan plan = heard(known, () -> desk.plan(app, version, known.caller()));
    answers.tell(asker, replies.plan(plan));
  }

  /**
   * @param digest the gate's digest or its code, as the person was shown it
   */
  void decide(Asker asker, String run, String digest, boolean approve, String reason) {
    RunView view = desk.known(run);
    Callers.Known known = caller(asker, view, approve ? "approve" : "reject", approverGroups(view));
    Receipt receipt =
        heard(known, () -> desk.decide(view.run(), digest, approve, reason, known.caller()));
    answers.tell(asker, Words.said(receipt.message(), 1000));
  }

  /** No is no, to whatever plan the gate holds now. */
  void reject(Asker asker, String run, String code, String reason) {
    RunView view = desk.known(run);
    String digest = code == null ? view.openGate().map(GateView::digest).orElse("-") : code;
    decide(asker, view.run(), digest, false, reason);
  }

  void abort(Asker asker, String run, String reason) {
    RunView view = desk.known(run);
    Callers.Known known = caller(asker, view, "abort", operatorGroups(view));
    Receipt receipt = heard(known, () -> desk.abort(view.run(), reason, known.caller()));
    answers.tell(asker, Words.said(receipt.message(), 1000));
  }

  void resume(Asker asker, String run) {
    RunView view = desk.known(run);
    Callers.Known known = caller(asker, view, "resume", operatorGroups(view));
    Receipt receipt = heard(known, () -> desk.resume(view.run(), false, null, known.caller()));
    answers.tell(asker, Words.said(receipt.message(), 1000));
  }

  /**
   * Who asks something of a run. An attempt of somebody who may not stands in the run's ledger too.
   *
   * @param groups to look the person up in
   * @throws Refused as {@link Callers#find} does
   */
  Callers.Known caller(Asker asker, RunView view, String what, List<String> groups) {
    try {
      return callers.find(asker, groups);
    } catch (Refused refused) {
      String person = People.unproven(asker.user());
      desk.book()
          .refused(new Refusal(view.run(), person, Source.SLACK, what, refused.getMessage()));
      throw refused;
    }
  }

  private static List<String> approverGroups(RunView view) {
    Stream<GatePolicy> open = view.openGate().map(GateView::policy).stream();
    Stream<GatePolicy> planned =
        view.plan() == null ? Stream.of() : view.plan().policy().gates().stream();
    return Stream.concat(open, planned).flatMap(p -> p.groups().stream()).distinct().toList();
  }

  private List<String> operatorGroups(RunView view) {
    return Rights.operators(view, desk.apps()).groups();
  }

  private List<String> requesterGroups(String app) {
    return desk.apps()
        .find(app)
        .map(named -> named.request().requesters())
        .map(Listed::groups)
        .orElse(List.of());
  }

  /** A refusal says, too, where a group may be why. */
  private static <T> T heard(Callers.Known known, Supplier<T> deed) {
    try {
      return deed.get();
    } catch (Refused refused) {
      throw known.unreadable().isEmpty() ? refused : withUnreadable(refused, known.unreadable());
    }
  }

  private static Refused withUnreadable(Refused refused, List<String> groups) {
    return new Refused(
        refused.getMessage()
            + " (Slack did not tell who is in "
            + String.join(", ", groups)
            + "; a group that cannot be read counts as empty.)",
        refused.instead());
  }
}
