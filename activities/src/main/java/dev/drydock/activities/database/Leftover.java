package dev.drydock.activities.database;

import java.time.Instant;

/**
 * Something that a run made of an app's database and that is still there.
 *
 * @param name by which it can be dropped
 * @param kind {@code dump}, {@code copy} (sealed), {@code backup} (a dump, restored beside the
 *     database) or {@code failed}
 * @param location where it lies: a path, an URL, or the server
 * @param taken when it was made; null where that is not known
 * @param until kept at least so long; null where only {@code backup.keep} counts
 * @param sizeBytes on its disk
 */
public record Leftover(
    String name,
    String kind,
    String run,
    String location,
    Instant taken,
    Instant until,
    long sizeBytes) {}
