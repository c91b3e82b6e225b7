package dev.drydock.bot.cli.setup;

import java.time.Duration;

/**
 * What {@code drydock setup} was asked for.
 *
 * @param dryRun true to say what would be done, and do nothing
 * @param retention how long Temporal is to remember closed runs; null when nothing was said
 */
public record Wish(boolean dryRun, Duration retention) {}
