package dev.drydock.bot.slack;

import com.slack.api.Slack;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.request.builtin.SlashCommandRequest;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Slack's dispatcher with our handlers, the same over HTTP and Socket Mode. Each acknowledges at
 * once, whatever happens: without one, the person sees a time-out and nothing else.
 */
final class BoltApp {
  private static final Pattern ANY = Pattern.compile("^[\\s\\S]*$");
  private static final String BUSY = "Too much to do at the moment; nothing was done. Try again.";

  /** Tells nobody anything. */
  private static final String FIRST =
      "command=%2Fmigrate&text=help&team_id=T&user_id=U&channel_id=C&response_url=&trigger_id=";

  private final Commands commands;
  private final Presses presses;
  private final Forms forms;
  private final Answers answers;

  BoltApp(Commands commands, Presses presses, Forms forms, Answers answers) {
    this.commands = commands;
    this.presses = presses;
    this.forms = forms;
    this.answers = answers;
  }

  /**
   * Signatures are checked in front of it: {@link SignatureGate}, or Slack's own socket.
   *
   * @return one that has answered already: a first answer, for which classes are loaded and Slack
   *     is asked who this bot is, would come too late for the person who waits for it
   */
  App build(Slack slack, String botToken) throws Exception {
    App app =
        new App(
            AppConfig.builder()
                .slack(slack)
                .singleTeamBotToken(botToken)
                .authTestCacheExpirationMillis(-1)
                .requestVerificationEnabled(false)
                .build());
    commands(app);
    presses(app);
    forms(app);
    app.start();
    app.run(new SlashCommandRequest(FIRST, new RequestHeaders(Map.of())));
    return app;
  }

  private void commands(App app) {
    app.command(
        ANY,
        (request, context) -> {
          String answer;
          try {
            answer = commands.handle(request.getPayload());
          } catch (RuntimeException e) {
            answer = Work.broken("command", e);
          }
          return answer.isEmpty() ? context.ack() : context.ack(answer);
        });
  }

  private void presses(App app) {
    app.blockAction(
        ANY,
        (request, context) -> {
          var payload = request.getPayload();
          try {
            if (!presses.handle(payload)) {
              context.respond(r -> r.responseType("ephemeral").replaceOriginal(false).text(BUSY));
            }
          } catch (RuntimeException e) {
            Asker asker =
                new Asker(null, payload.getUser().getId(), null, payload.getResponseUrl(), null);
            answers.tell(asker, Work.broken("press", e));
          }
          return context.ack();
        });
  }

  private void forms(App app) {
    app.viewSubmission(
        ANY,
        (request, context) -> {
          Map<String, String> wrong;
          try {
            wrong = forms.handle(request.getPayload());
          } catch (RuntimeException e) {
            wrong = Map.of(firstInput(request.getPayload()), Work.broken("form", e));
          }
          Map<String, String> errors = wrong;
          return errors.isEmpty()
              ? context.ack()
              : context.ack(r -> r.responseAction("errors").errors(errors));
        });
  }

  private static String firstInput(
      com.slack.api.app_backend.views.payload.ViewSubmissionPayload payload) {
    String form = payload.getView().getCallbackId();
    return Modals.START.equals(form) || Modals.PLAN.equals(form) ? Modals.VERSION : Modals.REASON;
  }
}
