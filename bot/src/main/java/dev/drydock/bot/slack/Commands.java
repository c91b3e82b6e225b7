package dev.drydock.bot.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.methods.MethodsClient;
import com.slack.api.model.view.View;
import dev.drydock.bot.desk.Desk;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.book.RunView;
import java.util.List;

/**
 * Answers {@code /migrate}: at once what needs nobody else, and the rest after the acknowledgement.
 */
final class Commands {
  private static final String BUSY = "Too much to do at the moment; nothing was done. Try again.";
  private final Desk desk;
  private final Callers callers;
  private final Asks asks;
  private final Answers answers;
  private final Replies replies;
  private final MethodsClient client;
  private final Work quick;
  private final Work slow;

  Commands(
      Desk desk,
      Callers callers,
      Asks asks,
      Answers answers,
      Replies replies,
      MethodsClient client,
      Work quick,
      Work slow) {
    this.desk = desk;
    this.callers = callers;
    this.asks = asks;
    this.answers = answers;
    this.replies = replies;
    this.client = client;
    this.quick = quick;
    this.slow = slow;
  }

  /**
   * @return what to acknowledge with: an answer, or an empty text when it comes later
   */
  String handle(SlashCommandPayload payload) {
    Asker asker =
        new Asker(
            payload.getTeamId(),
            payload.getUserId(),
            payload.getChannelId(),
            payload.getResponseUrl(),
            payload.getTriggerId());
    Command command = new CommandParser(desk.apps().names()).parse(payload.getText());
    if (command instanceof Command.Wrong wrong) {
      return Answers.words(wrong.why(), wrong.instead());
    }
    if (command instanceof Command.Help help) {
      return Replies.help(help.verb());
    }
    if (command instanceof Command.Plan plan && plan.version() != null) {
      String name = Words.code(plan.app() + " " + plan.version());
      return slow.offer(asker, "plan", () -> asks.plan(asker, plan.app(), plan.version(), replies))
          ? "Computing the plan of `" + name + "`; nothing is touched. It comes here."
          : BUSY;
    }
    String what = command.getClass().getSimpleName();
    return quick.offer(asker, what, run(command), () -> carryOut(asker, command)) ? "" : BUSY;
  }

  /** As typed; null where it names none. */
  private static String run(Command command) {
    if (command instanceof Command.Status status) {
      return status.run();
    } else if (command instanceof Command.Approve approve) {
      return approve.run();
    } else if (command instanceof Command.Reject reject) {
      return reject.run();
    } else if (command instanceof Command.Abort abort) {
      return abort.run();
    }
    return command instanceof Command.Resume resume ? resume.run() : null;
  }

  private void carryOut(Asker asker, Command command) throws Exception {
    if (command instanceof Command.Start start) {
      started(asker, start);
    } else if (command instanceof Command.Plan plan) {
      form(asker, null, memo -> Modals.start(Modals.PLAN, desk.apps().names(), plan.app(), memo));
    } else if (command instanceof Command.Status status) {
      status(asker, status);
    } else if (command instanceof Command.Approve approve) {
      approved(asker, approve);
    } else if (command instanceof Command.Reject reject) {
      rejected(asker, reject);
    } else if (command instanceof Command.Abort abort) {
      aborted(asker, abort);
    } else if (command instanceof Command.Resume resume) {
      asks.resume(asker, needed(resume.run(), Verb.RESUME));
    }
  }

  private void started(Asker asker, Command.Start start) throws Exception {
    if (start.version() != null) {
      asks.start(asker, start.app(), start.version());
    } else {
      form(asker, null, memo -> Modals.start(Modals.START, desk.apps().names(), start.app(), memo));
    }
  }

  private void status(Asker asker, Command.Status status) {
    callers.find(asker);
    if (status.run() == null) {
      answers.tell(asker, replies.runs());
    } else {
      Card card = replies.status(desk.known(status.run()));
      answers.tell(asker, card.text(), card.blocks());
    }
  }

  private void approved(Asker asker, Command.Approve approve) {
    if (approve.run() != null && approve.code() != null) {
      asks.decide(asker, approve.run(), approve.code(), true, "");
      return;
    }
    callers.find(asker);
    answers.tell(
        asker,
        approve.run() == null ? replies.waiting() : replies.askForCode(desk.known(approve.run())));
  }

  private void rejected(Asker asker, Command.Reject reject) throws Exception {
    RunView view = desk.known(needed(reject.run(), Verb.REJECT));
    if (reject.reason() != null) {
      asks.reject(asker, view.run(), reject.code(), reject.reason());
    } else if (view.openGate().isEmpty()) {
      throw new Refused("Run " + view.run() + " is not waiting at a gate.", "status " + view.run());
    } else {
      asks.caller(asker, view, "reject", List.of());
      form(asker, Press.of(view), memo -> Modals.reject(view, memo));
    }
  }

  private void aborted(Asker asker, Command.Abort abort) throws Exception {
    RunView view = desk.known(needed(abort.run(), Verb.ABORT));
    if (abort.reason() != null) {
      asks.abort(asker, view.run(), abort.reason());
    } else {
      asks.caller(asker, view, "abort", List.of());
      form(asker, Press.of(view), memo -> Modals.abort(view, memo));
    }
  }

  private interface Form {
    View with(String memo);
  }

  private void form(Asker asker, Press press, Form form) throws Exception {
    callers.find(asker);
    String memo = new Memo(asker.channel(), asker.responseUrl(), press).write();
    Opening.open(client, asker, form.with(memo));
  }

  private static String needed(String run, Verb verb) {
    if (run == null) {
      throw new Refused("Which run? It is " + verb.usage() + ".", "status");
    }
    return run;
  }
}
