/**
 * What Drydock acts on, for whoever asks: {@code doctor}, {@code setup}, {@code unfence}, {@code
 * backups}.
 */
package dev.drydock.bot.parts;
