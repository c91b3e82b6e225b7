/** Drydock in Slack: the command, the card of each run, its buttons, its thread. */
package dev.drydock.bot.slack;
