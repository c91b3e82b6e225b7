/** {@code drydock}: the command line. What it prints is for people, or with --json for programs. */
package dev.drydock.bot.cli;
