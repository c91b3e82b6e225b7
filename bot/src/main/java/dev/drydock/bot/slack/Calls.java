package dev.drydock.bot.slack;

import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Calls one method of Slack's at its pace and names each failure by what happens next. */
final class Calls {
  private static final Set<String> PASSING =
      Set.of(
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org",
          "ratelimited",
          "rate_limited");

  /** Of the token, not of this call: it would be as good as ever with the right one. */
  static final Set<String> TOKEN =
      Set.of(
          "invalid_auth",
          "not_authed",
          "account_inactive",
          "token_revoked",
          "token_expired",
          "not_allowed_token_type",
          "org_login_required");

  private static final Duration UNTIL_MENDED = Duration.ofSeconds(30);
  private static final Duration PAUSE_UNLESS_TOLD = Duration.ofSeconds(30);
  private final String method;
  private final Pace pace;

  Calls(String method, int perMinute) {
    this.method = method;
    this.pace = new Pace(perMinute);
  }

  /** A call of the Web API. */
  interface Call<T> {
    T send() throws IOException, SlackApiException;
  }

  /**
   * @throws Later not now
   * @throws Denied not like this
   */
  <T extends SlackApiTextResponse> T send(Call<T> call) {
    pace.take(method);
    T answer;
    try {
      answer = call.send();
    } catch (SlackApiException e) {
      throw later(e);
    } catch (IOException e) {
      throw new Later(null, method + ": " + e);
    }
    if (answer.isOk()) {
      return answer;
    }
    if (PASSING.contains(answer.getError())) {
      throw new Later(null, method + ": " + answer.getError());
    }
    if (TOKEN.contains(answer.getError())) {
      throw new Later(UNTIL_MENDED, "Slack refuses the bot's token: " + answer.getError());
    }
    throw new Denied(method, answer.getError());
  }

  private Later later(SlackApiException e) {
    if (e.getResponse().code() != 429) {
      return new Later(null, method + ": HTTP " + e.getResponse().code());
    }
    Duration pause = retryAfter(e.getResponse().header("Retry-After"));
    pace.pause(pause);
    return new Later(pause, method + ": rate limited");
  }

  private static Duration retryAfter(String header) {
    return header != null && header.matches("[0-9]{1,5}")
        ? Duration.ofSeconds(Math.max(1, Long.parseLong(header)))
        : PAUSE_UNLESS_TOLD;
  }
}
