package dev.drydock.bot.slack;

/**
 * Who asked, from a payload that Slack signed, and how to answer.
 *
 * @param responseUrl takes five answers in thirty minutes; null where there is none
 * @param triggerId opens one modal within three seconds; null where there is none
 */
record Asker(String team, String user, String channel, String responseUrl, String triggerId) {}
