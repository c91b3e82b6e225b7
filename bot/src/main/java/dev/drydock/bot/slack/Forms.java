package dev.drydock.bot.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.model.view.ViewState;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.book.RunView;
import java.util.Map;

/** Answers a form that was sent. */
final class Forms {
  private final Desk desk;
  private final Asks asks;
  private final Replies replies;
  private final Work quick;
  private final Work slow;

  Forms(Desk desk, Asks asks, Replies replies, Work quick, Work slow) {
    this.desk = desk;
    this.asks = asks;
    this.replies = replies;
    this.quick = quick;
    this.slow = slow;
  }

  /**
   * @return what is wrong, by the id of the field; empty when the form was taken
   */
  Map<String, String> handle(ViewSubmissionPayload payload) {
    Memo memo = Memo.read(payload.getView().getPrivateMetadata());
    Asker asker = asker(payload, memo);
    return switch (payload.getView().getCallbackId()) {
      case Modals.START, Modals.PLAN -> started(payload, asker);
      case Modals.REJECT -> rejected(payload, asker, memo);
      case Modals.ABORT -> aborted(payload, asker, memo);
      default -> Map.of();
    };
  }

  private static Asker asker(ViewSubmissionPayload payload, Memo memo) {
    String team = payload.getUser().getTeamId();
    return new Asker(
        team == null && payload.getTeam() != null ? payload.getTeam().getId() : team,
        payload.getUser().getId(),
        memo.channel(),
        memo.responseUrl(),
        null);
  }

  private Map<String, String> started(ViewSubmissionPayload payload, Asker asker) {
    String app = TypedText.fold(value(payload, Modals.APP));
    String version = TypedText.fold(value(payload, Modals.VERSION));
    if (desk.apps().find(app).isEmpty()) {
      return Map.of(Modals.APP, "There is no such app.");
    }
    if (!version.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")) {
      return Map.of(
          Modals.VERSION, "Letters, digits, dot, dash and underscore, as in an image tag.");
    }
    boolean plan = payload.getView().getCallbackId().equals(Modals.PLAN);
    boolean taken =
        plan
            ? slow.offer(asker, "plan", () -> asks.plan(asker, app, version, replies))
            : quick.offer(asker, "start", () -> asks.start(asker, app, version));
    return taken ? Map.of() : busy(Modals.VERSION);
  }

  private Map<String, String> rejected(ViewSubmissionPayload payload, Asker asker, Memo memo) {
    String reason = reason(payload);
    if (reason.isEmpty()) {
      return Map.of(Modals.REASON, "Say why, so that the next plan can be better.");
    }
    Press press = memo.press();
    boolean taken =
        quick.offer(
            asker,
            "reject",
            run(press),
            () -> {
              sameExecution(press);
              asks.decide(asker, press.run(), press.digest(), false, reason);
            });
    return taken ? Map.of() : busy(Modals.REASON);
  }

  private Map<String, String> aborted(ViewSubmissionPayload payload, Asker asker, Memo memo) {
    String typed = reason(payload);
    Press press = memo.press();
    boolean taken =
        quick.offer(
            asker,
            "abort",
            run(press),
            () -> {
              if (press == null) {
                throw unreadable();
              }
              asks.abort(asker, press.run(), typed.isEmpty() ? "no reason given" : typed);
            });
    return taken ? Map.of() : busy(Modals.REASON);
  }

  private static String run(Press press) {
    return press == null ? null : press.run();
  }

  private void sameExecution(Press press) {
    if (press == null) {
      throw unreadable();
    }
    RunView view = desk.known(press.run());
    if (view.openGate().filter(press::isFor).isEmpty()) {
      throw new Refused(
          "Meanwhile the gate you saw is closed; nothing was done.", "status " + view.run());
    }
  }

  private static Refused unreadable() {
    return new Refused("I cannot read that form.", "status");
  }

  private static Map<String, String> busy(String field) {
    return Map.of(field, "Too much to do at the moment; nothing was done. Try again.");
  }

  /** As written: what looks like a link or a mention is escaped where it is shown. */
  private static String reason(ViewSubmissionPayload payload) {
    String written = value(payload, Modals.REASON);
    return written == null ? "" : Words.cut(written.replaceAll("\\s+", " ").strip(), 500);
  }

  private static String value(ViewSubmissionPayload payload, String field) {
    ViewState.Value value = payload.getView().getState().getValues().get(field).get(field);
    return value.getSelectedOption() == null
        ? value.getValue()
        : value.getSelectedOption().getValue();
  }
}
