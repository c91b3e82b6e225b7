package dev.drydock.workflows.book;

import java.time.Instant;

/**
 * A run in the ledger's list of runs, without its story.
 *
 * @param database its name, without its server
 * @param number of the run on that database; counts from 1, without a gap
 */
public record Entry(String run, String database, int number, String app, Instant openedAt) {}
