package dev.drydock.bot.slack;

import dev.drydock.workflows.config.DrydockConfig.SlackConfig;
import dev.drydock.workflows.config.Secrets;

/**
 * Slack's secrets, fetched.
 *
 * @param bot {@code xoxb-...}
 * @param app {@code xapp-...}, for Socket Mode; else null
 * @param signingSecret for HTTP; else null
 */
public record SlackTokens(String bot, String app, String signingSecret) {

  /** Fetches what the mode needs. */
  public static SlackTokens resolve(SlackConfig config, Secrets secrets) {
    boolean http = "http".equals(config.mode());
    return new SlackTokens(
        secrets.resolve(config.botToken()),
        http ? null : secrets.resolve(config.appToken()),
        http ? secrets.resolve(config.signingSecret()) : null);
  }

  @Override
  public String toString() {
    return "SlackTokens[***]";
  }
}
