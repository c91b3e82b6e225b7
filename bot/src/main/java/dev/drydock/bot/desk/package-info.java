/** What people can ask of Drydock, the same from Slack and from a terminal. */
package dev.drydock.bot.desk;
