package dev.drydock.bot;

import dev.drydock.bot.slack.SlackBot;

/**
 * Slack's bot as a role. It holds nothing that would be lost: what it was about to tell, the next
 * one tells.
 */
record BotRole(SlackBot bot) implements Serving.Running {
  static BotRole started(SlackBot bot) {
    bot.start();
    return new BotRole(bot);
  }

  @Override
  public String trouble() {
    SlackBot.Health health = bot.health();
    return health.isWell() ? "" : health.trouble();
  }

  @Override
  public void drain() {
    bot.close();
  }

  @Override
  public void kill() {
    bot.kill();
  }
}
