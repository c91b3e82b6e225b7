/** What Drydock acts on, for whoever asks: {@code doctor}, {@code setup}, {@code unfence}. */
package dev.drydock.bot.parts;
