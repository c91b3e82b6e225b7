/** {@code drydock.yaml}: found, read, checked completely, and turned into plain values. */
package dev.drydock.bot.config;
