/** Words that every door uses: what is said in Slack and on a terminal is the same. */
package dev.drydock.bot.words;
