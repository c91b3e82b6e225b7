package dev.drydock.bot.cli;

import java.time.Instant;

/**
 * Something that a run made of an app's database and that is still there.
 *
 * @param kind {@code dump}, {@code copy}, {@code backup} or {@code failed}
 * @param taken null where that is not known
 * @param until kept at least so long, or null
 */
public record KeptBackup(
    String name,
    String kind,
    String run,
    String location,
    Instant taken,
    Instant until,
    long sizeBytes) {}
